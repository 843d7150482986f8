//! A wire to PostgreSQL that can be cut and mended.

use std::io::copy;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Passes connections on to a server until it is cut.
pub struct Wire {
    /// Where to connect instead of the server.
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    is_cut: bool,
    open: Vec<TcpStream>,
}

impl Wire {
    /// To the server at `to`.
    pub fn to(to: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let mut state = shared.lock().unwrap();
                // A dropped stream is a refused connection.
                if !state.is_cut {
                    let far = TcpStream::connect(&to).unwrap();
                    pass_on(&near, &far);
                    pass_on(&far, &near);
                    state.open.extend([near, far]);
                }
            }
        });
        Self { address, state }
    }

    /// Every connection breaks, and none comes about.
    pub fn cut(&self) {
        let mut state = self.state.lock().unwrap();
        state.is_cut = true;
        for stream in state.open.drain(..) {
            let _broken_already = stream.shutdown(Shutdown::Both);
        }
    }

    /// New connections come about again.
    pub fn mend(&self) {
        self.state.lock().unwrap().is_cut = false;
    }
}

fn pass_on(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    std::thread::spawn(move || {
        let _until_it_breaks = copy(&mut from, &mut to);
        let _broken_already = to.shutdown(Shutdown::Both);
    });
}
