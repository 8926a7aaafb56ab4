//! A file that several threads read, each at its own place.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

/// Large enough for the headers of an archive; contents are read in pieces as large and go around it.
const BUFFER: usize = 8 * 1024;

/// A reader of a file whose clones share the open file, but neither place nor buffer.
#[derive(Debug)]
pub struct SharedFile {
    file: Arc<File>,
    length: u64,
    position: u64,
    /// What the file holds from `buffered_at` on.
    buffer: Vec<u8>,
    buffered_at: u64,
}

impl SharedFile {
    /// Reads from the beginning.
    pub fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self {
            file: Arc::new(file),
            length,
            position: 0,
            buffer: Vec::new(),
            buffered_at: 0,
        })
    }

    fn buffered(&self) -> &[u8] {
        self.position
            .checked_sub(self.buffered_at)
            .and_then(|start| self.buffer.get(usize::try_from(start).ok()?..))
            .unwrap_or_default()
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.resize(BUFFER, 0);
        let count = self.file.read_at(&mut self.buffer, self.position)?;
        self.buffer.truncate(count);
        self.buffered_at = self.position;
        Ok(())
    }
}

impl Clone for SharedFile {
    fn clone(&self) -> Self {
        Self {
            file: Arc::clone(&self.file),
            length: self.length,
            position: self.position,
            buffer: Vec::new(),
            buffered_at: 0,
        }
    }
}

impl Read for SharedFile {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.buffered().is_empty() {
            if target.len() >= BUFFER {
                let count = self.file.read_at(target, self.position)?;
                self.position += count as u64;
                return Ok(count);
            }
            self.fill()?;
        }
        let count = self.buffered().read(target)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn clones_read_at_their_own_place() {
        let bytes: Vec<u8> = (0..50_000_u32).map(|number| (number % 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let mut one = SharedFile::new(file).unwrap();
        let mut other = one.clone();
        for (start, length) in [(0, 10), (5, 20_000), (49_990, 10), (8190, 4), (3, 1)] {
            let mut read = vec![0; length];
            one.seek(SeekFrom::Start(start as u64)).unwrap();
            one.read_exact(&mut read).unwrap();
            assert_eq!(read, bytes[start..start + length]);
        }
        let mut all = Vec::new();
        other.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes);
        assert_eq!(one.seek(SeekFrom::End(-1)).unwrap(), 49_999);
        assert!(one.seek(SeekFrom::Current(-50_000)).is_err());
    }
}
