//! What the kernel dropped of a socket: the last column of `/proc/net/udp` and `/proc/net/udp6`.

use std::io;
use std::net::UdpSocket;

/// The counter of one socket.
pub(super) struct Drops {
    inode: u64,
    file: &'static str,
    last: u64,
}

impl Drops {
    /// The counter of `socket`, from here on.
    pub(super) fn of(socket: &UdpSocket) -> io::Result<Self> {
        let is_new = socket.local_addr()?.is_ipv6();
        let mut drops = Self {
            inode: rustix::fs::fstat(socket)?.st_ino,
            file: if is_new { "/proc/net/udp6" } else { "/proc/net/udp" },
            last: 0,
        };
        drops.since_last()?;
        Ok(drops)
    }

    /// Datagrams dropped since the last call. The kernel counts in 32 bits and begins anew after that.
    pub(super) fn since_last(&mut self) -> io::Result<u64> {
        let table = std::fs::read_to_string(self.file)?;
        let now = column(&table, self.inode)
            .ok_or_else(|| io::Error::other(format!("{} does not have the socket", self.file)))?;
        let since = if now >= self.last {
            now - self.last
        } else {
            now + (1 << 32) - self.last
        };
        self.last = now;
        Ok(since)
    }
}

/// `drops` of the socket with this inode.
fn column(table: &str, inode: u64) -> Option<u64> {
    table.lines().skip(1).find_map(|line| {
        let mut columns = line.split_ascii_whitespace();
        let is_ours = columns.nth(9)?.parse() == Ok(inode);
        let drops = columns.next_back()?.parse().ok()?;
        is_ours.then_some(drops)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  337: 0100007F:2222 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 24010 2 0000000000000000 0
  338: 0100007F:2223 00000000:0000 07 00000000:00034800 00:00000000 00000000     0        0 24011 2 0000000000000000 4711
";

    #[test]
    fn the_column_of_the_right_socket_is_read() {
        assert_eq!(column(TABLE, 24011), Some(4711));
        assert_eq!(column(TABLE, 24010), Some(0));
        assert_eq!(column(TABLE, 1), None);
    }

    #[test]
    fn what_a_small_buffer_cannot_hold_is_counted() {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket2::SockRef::from(&socket)
            .set_recv_buffer_size(8192)
            .unwrap();
        let mut drops = Drops::of(&socket).unwrap();
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        for _ in 0..100 {
            sender.send_to(&[0; 800], socket.local_addr().unwrap()).unwrap();
        }
        socket.set_nonblocking(true).unwrap();
        let mut buffer = [0; 2048];
        let held = std::iter::from_fn(|| socket.recv(&mut buffer).ok()).count() as u64;
        assert_eq!(drops.since_last().unwrap(), 100 - held);
        assert!(held < 100);
        assert_eq!(drops.since_last().unwrap(), 0);
    }
}
