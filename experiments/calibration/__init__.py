"""From a firm's own order records to the numbers of its scenario."""
