//! A server on loopback, for as long as the test's process lives.

#![allow(clippy::unwrap_used)]

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::{io, thread};

/// Answers each connection in a thread of its own.
pub fn serve(answer: impl Fn(&TcpStream) -> io::Result<()> + Clone + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            // A client that goes away in the middle is its own affair.
            thread::spawn(move || answer(&stream));
        }
    });
    address
}
