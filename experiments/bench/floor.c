/* How fast a machine can be at all: the bare skeleton of a discrete-event simulation, and nothing of the model.

   Each event is taken from a calendar (a heap with four children per node, 32 bytes per entry), touches a record of
   its account, draws one number from Philox 4x32-10, turns it into an exponential waiting time and goes back into the
   calendar. Prints events per processor second. Usage: floor ACCOUNTS EVENTS */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ARITY 4

typedef struct {
    double time;
    int64_t order, sequence, account;
} Entry;

typedef struct {
    int64_t draws;
    double money, trust, seen, rate;
    double others[28]; /* as large as a relation of the model */
} Account;

static double uniform(uint64_t key, uint64_t account, uint64_t number) {
    uint32_t c0 = (uint32_t)number, c1 = (uint32_t)(number >> 32), c2 = (uint32_t)account,
             c3 = (uint32_t)(account >> 32), k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * c0, b = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)b;
        c3 = (uint32_t)a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return ((double)((((uint64_t)c0 << 32) | c1) >> 11) + 0.5) * 0x1p-53;
}

static int before(const Entry *a, const Entry *b) {
    if (a->time != b->time) return a->time < b->time;
    if (a->order != b->order) return a->order < b->order;
    return a->sequence < b->sequence;
}

/* Position 0 is the first entry; it is replaced by a later one, which sinks to its place. */
static void replace_first(Entry *heap, int64_t size, Entry entry) {
    int64_t hole = 0;
    for (;;) {
        int64_t child = hole * ARITY + 1, best = child;
        if (child >= size) break;
        for (int64_t other = child + 1; other < child + ARITY && other < size; other++)
            if (before(&heap[other], &heap[best])) best = other;
        if (before(&entry, &heap[best])) break;
        heap[hole] = heap[best];
        hole = best;
    }
    heap[hole] = entry;
}

static int compare(const void *a, const void *b) { return before(a, b) ? -1 : 1; }

int main(int count, char **words) {
    int64_t accounts = count > 1 ? atoll(words[1]) : 600, events = count > 2 ? atoll(words[2]) : 5000000;
    Account *book = calloc((size_t)accounts, sizeof(Account));
    Entry *heap = malloc((size_t)accounts * sizeof(Entry));
    if (!book || !heap) return 1;
    for (int64_t i = 0; i < accounts; i++) {
        book[i].rate = 0.01 + 0.0001 * (double)(i % 97);
        heap[i] = (Entry){-log(uniform(1, (uint64_t)i, 0)) / book[i].rate, i, i, i};
    }
    qsort(heap, (size_t)accounts, sizeof(Entry), compare);
    clock_t begin = clock();
    for (int64_t done = 0; done < events; done++) {
        Entry now = heap[0];
        Account *account = &book[now.account];
        account->draws += 1;
        account->money += 0.3 * exp(-0.0001 * (now.time - account->seen));
        account->trust += 0.1 * (1.0 - account->trust);
        account->seen = now.time;
        double wait = -log(uniform(1, (uint64_t)now.account, (uint64_t)account->draws)) / account->rate;
        replace_first(heap, accounts, (Entry){now.time + wait, now.order, accounts + done, now.account});
    }
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    double sum = 0.0; /* printed, so that no compiler leaves the work out */
    for (int64_t i = 0; i < accounts; i++) sum += book[i].money;
    printf("%.0f\n", (double)events / seconds);
    fprintf(stderr, "%g\n", sum);
    return 0;
}
