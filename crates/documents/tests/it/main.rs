//! Documents and tables from outside, as callers use them.

mod calendar;
mod html;
mod pdf;
mod sample;
mod sheets;
mod workbooks;
