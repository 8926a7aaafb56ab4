//! From text to a marker.

use std::str::FromStr;

use super::{Comparison, Marker, OPERATORS, Operand, Operator, VARIABLES, Variable};
use crate::diagnostic::{Fault, texts::packaging as texts};
use crate::packaging::cursor::Cursor;

/// Far beyond what anyone writes, and far from the end of the stack.
const DEEPEST: usize = 32;

/// How many of the variables a requirement may name.
const IN_REQUIREMENTS: usize = 18;

impl FromStr for Marker {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let mut parser = Parser {
            cursor: Cursor::new(text),
            variables: &VARIABLES,
        };
        let marker = parser.disjunction(0)?;
        if parser.cursor.is_at_end() {
            return Ok(marker);
        }
        let (rest, range) = parser.cursor.rest();
        Err(texts::requirement_unexpected(rest).within(range))
    }
}

/// Reads the marker of a requirement, up to what cannot be a part of it.
pub(in crate::packaging) fn in_requirement(cursor: &mut Cursor) -> Result<Marker, Fault> {
    let mut parser = Parser {
        cursor: *cursor,
        variables: &VARIABLES[..IN_REQUIREMENTS],
    };
    let marker = parser.disjunction(0)?;
    *cursor = parser.cursor;
    Ok(marker)
}

struct Parser<'text> {
    cursor: Cursor<'text>,
    variables: &'static [(&'static str, Variable)],
}

impl Parser<'_> {
    /// `a and b or c`: what binds least.
    fn disjunction(&mut self, depth: usize) -> Result<Marker, Fault> {
        if depth > DEEPEST {
            return Err(texts::marker_too_deep().into());
        }
        let first = self.conjunction(depth)?;
        let mut parts = Vec::new();
        while self.eat_word("or") {
            parts.push(self.conjunction(depth)?);
        }
        Ok(first.or(parts))
    }

    fn conjunction(&mut self, depth: usize) -> Result<Marker, Fault> {
        let first = self.atom(depth)?;
        let mut parts = Vec::new();
        while self.eat_word("and") {
            parts.push(self.atom(depth)?);
        }
        Ok(first.and(parts))
    }

    /// Something in parentheses, or a comparison.
    fn atom(&mut self, depth: usize) -> Result<Marker, Fault> {
        self.cursor.skip_spaces();
        let marker = if self.cursor.eat('(') {
            let inner = self.disjunction(depth + 1)?;
            if !self.cursor.eat(')') {
                return Err(texts::marker_ends().within(self.cursor.rest().1));
            }
            inner
        } else {
            Marker::Comparison(self.comparison()?)
        };
        self.cursor.skip_spaces();
        Ok(marker)
    }

    fn comparison(&mut self) -> Result<Comparison, Fault> {
        let start = self.cursor.offset();
        let left = self.operand()?;
        let operator = self.operator()?;
        let right = self.operand()?;
        let whole = start..self.cursor.offset();
        if let (Operand::Text(_), Operand::Text(_)) = (&left, &right) {
            return Err(texts::marker_without_variable().within(whole));
        }
        let is_set = |operand: &Operand| {
            matches!(
                operand,
                Operand::Variable(Variable::Extras | Variable::DependencyGroups)
            )
        };
        let is_membership = matches!(
            (&left, operator),
            (Operand::Text(_), Operator::In | Operator::NotIn)
        );
        if is_set(&left) || is_set(&right) && !is_membership {
            return Err(texts::marker_set().within(whole));
        }
        Ok(Comparison {
            left,
            operator,
            right,
        })
    }

    fn operand(&mut self) -> Result<Operand, Fault> {
        self.cursor.skip_spaces();
        let start = self.cursor.offset();
        let quotes = ['"', '\''];
        if let Some(quote) = quotes.into_iter().find(|quote| self.cursor.eat(*quote)) {
            let (text, range) = self.cursor.take_while(|letter| letter != quote);
            if !self.cursor.eat(quote) {
                return Err(texts::marker_quote().within(start..range.end));
            }
            return Ok(Operand::Text(text.to_owned()));
        }
        let (word, range) = self
            .cursor
            .take_while(|letter| letter.is_alphanumeric() || "_.".contains(letter));
        let found = self.variables.iter().find(|(name, _)| *name == word);
        if let Some((_, variable)) = found {
            Ok(Operand::Variable(*variable))
        } else if word.is_empty() {
            Err(texts::marker_ends().within(self.cursor.rest().1))
        } else if word.starts_with(|first: char| first.is_ascii_digit()) {
            Err(texts::marker_unquoted(word).within(range))
        } else {
            let known = self.variables.iter().map(|(name, _)| *name);
            Err(texts::marker_variable(word, known).within(range))
        }
    }

    fn operator(&mut self) -> Result<Operator, Fault> {
        self.cursor.skip_spaces();
        let (symbols, range) = self.cursor.take_while(|letter| "=<>!~".contains(letter));
        if let Some((_, operator)) = OPERATORS.iter().find(|(symbol, _)| *symbol == symbols) {
            return Ok(*operator);
        }
        if !symbols.is_empty() {
            return Err(texts::marker_operator(symbols).within(range));
        }
        let (word, range) = self.cursor.take_while(char::is_alphanumeric);
        match word {
            "in" => Ok(Operator::In),
            "not" => {
                self.cursor.skip_spaces();
                let (word, range) = self.cursor.take_while(char::is_alphanumeric);
                if word == "in" {
                    Ok(Operator::NotIn)
                } else {
                    Err(texts::marker_operator(&format!("not {word}")).within(range))
                }
            }
            "" => Err(texts::marker_ends().within(self.cursor.rest().1)),
            word => Err(texts::marker_operator(word).within(range)),
        }
    }

    /// Takes a word that is not the beginning of a longer one.
    fn eat_word(&mut self, word: &str) -> bool {
        let mut cursor = self.cursor;
        let goes_on = |next: char| next.is_alphanumeric() || "_.".contains(next);
        let is_whole = cursor.eat_text(word) && !cursor.peek().is_some_and(goes_on);
        if is_whole {
            self.cursor = cursor;
        }
        is_whole
    }
}
