//! Titles and takeaways written by the machine (`design.md` §2.2): never a cause, never a change without a signal.
