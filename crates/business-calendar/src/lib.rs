//! business-calendar
