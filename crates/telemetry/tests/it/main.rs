//! The life of appliances on both databases and through the router; the collector with real sockets; detections.

mod collect;
mod detect;
mod detections;
mod life;
mod pages;
mod stock;
mod world;
