//! What views show, worked out without a page: the lines of the tree, the order of the grid, lines of code, numbers and
//! sentences in words.

pub mod lines;
pub mod numbers;
pub mod objects;
pub mod order;
pub mod sentence;
pub mod tree;
