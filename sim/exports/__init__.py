"""Long tables for other tools: every step, and the event log that animation and process mining read."""

from .event_log import event_log, steps_frame
from .event_positions import event_positions

__all__ = ["event_log", "event_positions", "steps_frame"]
