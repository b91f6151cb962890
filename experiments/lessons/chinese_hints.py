"""The words of the marking in Chinese: titles, marks, questions and hints, by their English."""
# ruff: noqa: RUF001 -- Chinese punctuation is full-width

MARKING = {
    "Exercise {}: {}": "练习 {}：{}",
    "answer": "答案",
    "mark": "评分",
    "look at": "该看哪里",
    "{} of {} right": "答对 {} 题，共 {} 题",
    "right": "对",
    "too high": "偏高",
    "too low": "偏低",
    "wrong": "错",
    "missing": "未答",
}
TITLES = {
    "A simulation by hand": "手算一次仿真",
    "Luck, and what pairing buys": "运气，以及配对比较的好处",
    "80/20 without favourites": "没有偏爱，也有 80/20",
    "From a small order to a key account": "从小订单到大客户",
    "The boss and the department": "老板与大客户部",
    "Whose relationship is it?": "关系是谁的？",
    "The time bomb": "定时炸弹",
    "The lighthouse": "灯塔客户",
    "Dealers": "经销商",
    'When is "build the base first" wrong?': "“先打基础”什么时候是错的？",
    "The sealed firm": "封存的公司",
}
FIRST_HINTS = {
    "How many windows closed before the seller was free?": "有多少个采购窗口在销售腾出手之前就关闭了？",
    "the days on which the seller becomes free, against the 30 days of each window": (
        "销售腾出手的日子，与每个窗口的 30 天相对照"
    ),
    "On how many days of the year is the seller in a pursuit?": "一年里销售有多少天在跟进客户？",
    "pursuits that are still running on day 365: only their days within the year count": (
        "第 365 天还没结束的跟进：只算年内的天数"
    ),
    "What is invoiced within the year (CNY)?": "年内开票多少（元）？",
    "the 5 days of the back office, and that it works on one order at a time": (
        "后台处理要 5 天，而且一次只处理一张订单"
    ),
    "What is in the bank at the end (CNY; 100k at the start)?": "期末银行里有多少钱（元；期初 100k）？",
    "goods are paid at once, invoices come in 30 days later": "货款当时付出，发票 30 天后才收到款",
    "Mean of service - plain (CNY)?": "service - plain 的平均值（元）？",
    "subtract luck by luck, then the mean": "先逐组运气相减，再取平均",
    "Half-width of its 95 % confidence interval (CNY)?": "它的 95 % 置信区间的半宽（元）？",
    "t or 1.96, times the standard deviation of the 30 differences, over the root of 30": (
        "t 或 1.96，乘以 30 个差值的标准差，除以 30 的平方根"
    ),
    "The same if each strategy had luck of its own (CNY)?": "如果各策略各用各的运气，半宽是多少（元）？",
    "half-widths of independent means add up by their squares": "独立的平均值，半宽按平方相加",
    "How many paired lucks for a third of the paired half-width?": "要把配对的半宽缩到三分之一，需要多少组配对的运气？",
    "the half-width falls with the root of the number of lucks": "半宽随运气组数的平方根下降",
    "Is service better, worse or undecided?": "service 更好（better）、更差（worse）还是未决（undecided）？",
    "a sign is known only if the 95 % interval of the paired difference leaves out zero": (
        "只有配对差值的 95 % 区间不含零，才能说正负号"
    ),
    "Which part of all revenue came from the largest fifth of the accounts in the file?": (
        "文件里最大的五分之一客户占全部收入的几成？"
    ),
    "add up by account, sort, and take a fifth of the number of accounts": "按客户加总、排序，取客户数的五分之一",
    "What is sigma, the standard deviation of the logarithm of wallets?": "sigma（采购额对数的标准差）是多少？",
    "natural logarithms, one value per account and not per order": "用自然对数；每家客户一个值，而不是每张订单一个值",
    "What is the median wallet of the market (CNY a year)?": "市场上采购额的中位数是多少（元/年）？",
    "an order is a twelfth of a wallet; take the median over accounts, not over orders": (
        "一张订单是采购额的十二分之一；中位数要对客户取，不是对订单取"
    ),
    "What is g, the part of the gap that one delivery closes?": "g（一次交付补上的差距比例）是多少？",
    "average the n-th orders of all accounts, and fit 0.8 - 0.6 (1 - g)^(n - 1) to these means / 20k": (
        "对所有客户的第 n 张订单取平均，除以 20k，再用 0.8 - 0.6 (1 - g)^(n - 1) 去拟合"
    ),
    "At which order does the share reach 50 % (number of the order, the first is 1; may be broken)?": (
        "到第几张订单份额达到 50 %（首单为 1；可以是小数）？"
    ),
    "solve 0.8 - 0.6 (1 - g)^(n - 1) = 0.5 for n": "由 0.8 - 0.6 (1 - g)^(n - 1) = 0.5 解出 n",
    "Which part of the big bids found no sponsor in time?": "大单投标中，没有及时找到支持者的占几成？",
    "bids that found none are big bids too": "没找到支持者的投标也是大单投标",
    "With which chance is a small bid won?": "小单投标的赢单概率是多少？",
    "small bids that were decided": "只看有了结果的小单投标",
    "By how much does a sponsor raise the log-odds, ln(p / (1 - p))?": (
        "一位支持者使对数优势 ln(p / (1 - p)) 提高多少？"
    ),
    "only big bids that had a sponsor; a difference of log-odds, not of chances": (
        "只看有支持者的大单；是对数优势之差，不是概率之差"
    ),
}
LATER_HINTS = {
    "How often does a seller leave (departures per filled seat and year)?": (
        "销售多久离职一次（每个在岗岗位每年的离职次数）？"
    ),
    "departures over seat-years; a vacant seat cannot be left": "离职次数除以岗位年数；空着的岗位不会有人离职",
    "With which chance does a customer follow?": "客户跟走的概率是多少？",
    "all followers over all customers owned, not the mean of the shares": (
        "全部跟走的客户除以全部名下客户，而不是各比例的平均"
    ),
    "How often does a customer fail (failures per customer and year)?": "客户多久倒闭一次（每家客户每年的次数）？",
    "failures over customer-years; who is still a customer counts up to day 1,825": (
        "倒闭次数除以客户年数；仍是客户的算到第 1,825 天"
    ),
    "What is the HHI of the orders of the last year, by account?": "最后一年的订单，按客户计算的 HHI 是多少？",
    "orders after day 1,460 alone; shares squared, then added": "只看第 1,460 天之后的订单；份额先平方，再相加",
    "Each customer leaves with chance 20 %, independently: what is the standard deviation of the part of the last "
    "year's orders that remains?": "每家客户以 20 % 的概率各自离开：最后一年的订单留下的比例，标准差是多少？",
    "the root of p (1 - p) HHI": "p (1 - p) HHI 的平方根",
    "At how many deliveries is half of the attempts let in?": "交付多少次时，一半的尝试能获准入？",
    "group attempts by deliveries (0-9, 10-19, ...) and see where the share of `yes` crosses one half": (
        "按交付次数分组（0-9、10-19……），看 `yes` 的比例在哪里越过一半"
    ),
    "What is Q (CNY)?": "Q 是多少（元）？",
    "no order is smaller than Q": "没有一张订单小于 Q",
    "How large is a sale of a dealer, on average (CNY)?": "经销商平均一笔销售多大（元）？",
    "an order is Q plus what the last sale takes beyond it; for exponential sales that is a whole sale on average": (
        "一张订单等于 Q 加上最后一笔销售超出的部分；指数分布的销售，平均正好是一整笔"
    ),
    "With which chance does a customer stop for good after an order?": "客户在一张订单之后永远停止购买的概率是多少？",
    "customers lost by dropout over orders; who follows a seller did not drop out": (
        "因停止购买而流失的客户除以订单数；跟销售走的不算停止购买"
    ),
    "What is the natural logarithm of k, what a good delivery is worth as a reference?": (
        "k（一次好交付的口碑价值）的自然对数是多少？"
    ),
    "fit b0 + 2 (1 - exp(-k N)) to the log-odds of bids grouped by N; b0 is the level at the first bids": (
        "把投标按 N 分组，用 b0 + 2 (1 - exp(-k N)) 拟合各组的对数优势；b0 是最初投标时的水平"
    ),
}
FIRMS = {
    f"Firm {firm}: base, chase or undecided?": (
        f"公司 {firm}：base（先打基础）、chase（先抓大客户）还是 undecided（未决）？"
    )
    for firm in "ABCDE"
}
CHINESE = {**MARKING, **TITLES, **FIRST_HINTS, **LATER_HINTS, **FIRMS}


def said(text: str, language: str) -> str:
    """A text of the marking in a language; empty if it is empty.

    Args:
        text: The English text.
        language: `en` or `zh`.

    Raises:
        KeyError: It has no translation.

    Examples:
        >>> said("too low", "zh")
        '偏低'
    """
    return CHINESE[text] if text and language == "zh" else text
