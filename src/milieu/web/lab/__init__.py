"""The lab's pages put together: sliders, answers, tasks, saved scenarios."""
