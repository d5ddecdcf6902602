"""Programs of pairs: the plan, its activities, meetings and corrections."""
