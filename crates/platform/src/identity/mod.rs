//! Staff: accounts, signing in with password and second factor, sessions.
//!
//! A wrong password, a wrong code, an unknown address, a disabled and a locked account all answer the same way and
//! take the same time. After five failures in a row an account rests for a growing time.

mod entities;
mod password;
mod sessions;
mod sign_in;
mod totp;

pub use entities::{staff, staff_session};
pub use password::{PasswordError, hash_password};
pub use sessions::{IDLE, LONGEST, SignOut, staff_of};
pub use sign_in::{AddStaff, Credentials, Refused, SignIn, sign_in};
pub use totp::{enrolment_uri, new_secret};
