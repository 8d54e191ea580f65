"""Benchmarks: ``python -m tests.benchmarks`` measures this package and its peers on the same files in the same run."""
