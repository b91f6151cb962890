"""Under which conditions each strategy wins, and what a wrong choice costs: boxes, trees and regret over a sweep."""
