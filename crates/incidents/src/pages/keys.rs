//! Companies' keys: which there are, rotation, and destruction with a second person and a certificate.

mod certificate;
mod list;

use web::{Access, Routes};

use crate::context::Incidents;

/// Prepares: rotates, asks for a destruction, calls it off.
const PREPARE: Access = Access::Staff("vault.prepare");
/// Releases what somebody else asked for.
const RELEASE: Access = Access::Staff("vault.release");
/// Sees which keys there are, never a key.
const SEE: Access = Access::Staff("vault.read");

/// Pages about keys with their access.
pub(super) fn routes() -> Routes<Incidents> {
    Routes::new()
        .get("/desk/keys", SEE, list::page)
        .post("/desk/keys/{company}/rotate", PREPARE, list::rotate)
        .post("/desk/keys/{company}/destroy", PREPARE, list::request)
        .post("/desk/destructions/{destruction}/release", RELEASE, list::release)
        .post(
            "/desk/destructions/{destruction}/withdraw",
            PREPARE,
            list::withdraw,
        )
        .get("/desk/destructions/{destruction}", SEE, certificate::page)
        .get(
            "/desk/destructions/{destruction}/certificate.pdf",
            SEE,
            certificate::pdf,
        )
}
