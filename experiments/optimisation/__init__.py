"""The best levers of one strategy under a budget and a bound on ruin, with an honest estimate on fresh luck."""
