"""The tests mirror the project's folders."""
