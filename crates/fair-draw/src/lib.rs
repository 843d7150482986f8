//! fair-draw
