"""What the pages show and no test runs, each with its reason."""

from tests.docs.blocks import Block

# Commands, by the words that they begin with.
COMMANDS = {
    "python3 bootstrap.py test": "runs these very tests",
    "python3 bootstrap.py setup": "fills .venv from the package index; .ci/run does it",
    "awk ": "needs the root of a checkout; test_mechanism.py takes the same patches",
    "git apply": "changes the checkout; test_mechanism.py changes a copy",
    "keysim compare chase_or_build --set world.relationship.shutdown": "needs the patches; test_mechanism.py",
    "python -m pip": "installs from the package index; the step 'wheel' of .ci/run does it",
}
# Programs that do not end by themselves, or need machines that are not here.
ELSEWHERE_COMMANDS = ("keysim lab", "dask ", "sbatch ", "srun ", "kubectl ", "docker ", "ssh ", "scp ")
# Commands that write a page of the documentation over again. Each page has a test of its own; here only the module
# or the file has to exist.
WRITERS = ("python -m experiments.", "python -m tests.", "keysim claims --replications 400 --page")
# Outputs that a program of their own writes and a test of their own compares, by the comment right above them. (So do
# the blocks between `<!-- NAME: written by PROGRAM -->` and `<!-- end of NAME -->`; these need no entry here.)
MARKS = {
    "output": "the lessons: python -m experiments.lessons",
    "file": "the lessons: python -m experiments.lessons",
}
# Whole blocks, by page and language.
BLOCKS = {
    ("docs/how-to/add-a-mechanism.md", "diff"): "test_mechanism.py applies them to a copy",
    ("docs/how-to/use-results-elsewhere.md", "r"): "R is no part of the set-up; test_other_programs.py, if it is there",
    ("docs/tutorials/from-export-to-verdict.md", "text"): "the head of a file; tests/unit/calibration/test_tutorial.py",
}
# Pages whose commands need machines that are not here, or that their own tests follow.
ELSEWHERE_PAGES = {
    "docs/tutorials/exercises.md": "shows wrong answers too; tests/unit/lessons/test_pages.py follows it",
    "docs/tutorials/for-instructors.md": "tests/unit/lessons/test_instructors.py follows it",
    "docs/how-to/run-on-a-cluster.md": "schedulers; tests/reliability/test_cluster.py runs one",
}
# What the reader of a page has before he begins: keysim commands that make it.
GIVEN = {
    "docs/how-to/calibrate.md": ("calibrate --example orders.csv",),
}
# Pages that take more than a few seconds even with few replications: run with the marker `slow` only.
SLOW_PAGES = {
    "docs/how-to/calibrate.md": "eight seconds; the lesson from-export-to-verdict.md runs the same commands every day",
    "docs/how-to/find-what-matters.md": "shows the results of thousands of runs",
    "docs/how-to/find-where-it-flips.md": "searches; tests/unit/test_map.py",
    "docs/how-to/optimise-a-strategy.md": "searches; tests/unit/test_optimise.py",
}


def reason_for(command: str) -> str | None:
    """Why a command is not run; None if it is."""
    if command.startswith(WRITERS):
        return "writes a page; the page has a test of its own"
    if command.startswith(ELSEWHERE_COMMANDS):
        return "does not end by itself, or needs other machines"
    return next((why for words, why in COMMANDS.items() if command.startswith(words)), None)


def block_is_left_out(block: Block) -> bool:
    """Whether a block is neither run nor compared here."""
    marked = block.mark.startswith(tuple(MARKS))
    return marked or bool(block.writer) or (block.page, block.language) in BLOCKS or block.page in ELSEWHERE_PAGES
