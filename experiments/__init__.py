"""Many runs in, one answer out: replications, comparisons, verdicts, reports and the command line."""
