"""The work itself: citizens, tasks, hours, need in FTE, and the limits of cases per FTE."""

from planner.workload.need import Workload, base_limit, limit_source, workload

__all__ = ["Workload", "base_limit", "limit_source", "workload"]
