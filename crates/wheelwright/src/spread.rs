//! The files of one tree in several that lie on each other: what takes long with a large tree, as compressing its layer does,
//! is done for all of them at once.

use crate::plan::Item;

/// Files of wheels, by wheel.
pub type Files = Vec<Vec<Item>>;

/// Shares files out, so that every tree has neighbours of about as many bytes in all. None is left empty while there are files
/// for it. It depends on the files alone.
pub fn spread(files: Files, trees: usize) -> Vec<Files> {
    let wheels = files.len();
    let of_wheel = |(wheel, items): (usize, Vec<Item>)| {
        let items = items.into_iter();
        items.map(move |item| (wheel, item))
    };
    let mut items: Vec<_> = files.into_iter().enumerate().flat_map(of_wheel).collect();
    items.sort_by(|(_, one), (_, other)| one.destination.cmp(&other.destination));

    let mut bytes: u64 = items.iter().map(|(_, item)| item.size()).sum();
    let mut items = items.into_iter().peekable();
    let mut spread = Vec::with_capacity(trees);
    for left in (1..=trees).rev() {
        let fair = bytes / left as u64;
        let mut tree: Files = (0..wheels).map(|_| Vec::new()).collect();
        let mut filled = 0;
        let fits = |filled: u64, item: &Item| filled == 0 || filled + item.size() / 2 <= fair;
        while items.len() >= left
            && let Some((wheel, item)) = items.next_if(|(_, item)| left == 1 || fits(filled, item))
        {
            filled += item.size();
            tree[wheel].push(item);
        }
        bytes -= filled;
        spread.push(tree);
    }
    spread
}
