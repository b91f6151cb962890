"""Where the verdict flips: the paired difference of two strategies over two parameters, and its break-even line."""
