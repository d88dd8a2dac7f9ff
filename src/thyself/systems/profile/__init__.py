"""Systems that say what somebody is like."""
