//! Reads the members that a verdict hangs on from a JSON body while it passes, in bounded memory.
//!
//! A judged body must have one reading. Open Zaak's parser folds `ZAAKTYPE` and `zaak_type` onto
//! `zaaktype` and takes the last of two equal names, so two members that fold onto each other are
//! refused wherever they stand, as is anything that two JSON parsers could read differently.

use super::fault::BodyFault;

mod found;
mod nesting;
mod number;
mod text;

use found::Paths;
pub(crate) use found::{EACH, Found, Member, Wanted, Way};
use nesting::{Container, Nesting, fold};
use number::Number;
use text::{Step, Text};

/// Longest member name, in bytes.
const MAX_NAME: usize = 1024;
/// Longest value of a wanted member, in bytes: a URL of the standard has at most 1000 characters.
const MAX_WANTED: usize = 4000;

/// Takes a body in chunks, cut anywhere.
#[derive(Debug)]
pub(crate) struct Scanner {
    found: Found,
    nesting: Nesting,
    expect: Expect,
    token: Token,
    /// Which wanted members the next value is, or leads to.
    awaited: Paths,
    position: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    TopObject,
    Value,
    FirstValueOrEnd,
    FirstNameOrEnd,
    Name,
    Colon,
    CommaOrEnd,
    Nothing,
}

#[derive(Debug)]
enum Token {
    Between,
    Name(Text),
    Value(Text),
    Number(Number),
    /// What is still to come of `true`, `false` or `null`, and what it is to who wants it.
    Literal(&'static [u8], Member),
}

impl Scanner {
    /// A scanner that looks for these members.
    pub(crate) fn new(wanted: Wanted) -> Self {
        let found = Found::new(wanted);
        Self {
            awaited: found.all(),
            found,
            nesting: Nesting::default(),
            expect: Expect::TopObject,
            token: Token::Between,
            position: 0,
        }
    }

    /// Reads on; after an error the scanner is of no more use.
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), BodyFault> {
        let mut rest = chunk;
        while !rest.is_empty() {
            let taken = self.step(rest)?;
            self.position += taken as u64;
            rest = &rest[taken..];
        }
        Ok(())
    }

    /// What was found, if the body was one whole JSON object.
    pub(crate) fn finish(self) -> Result<Found, BodyFault> {
        match (self.expect, &self.token) {
            (Expect::Nothing, Token::Between) => Ok(self.found),
            (Expect::TopObject, _) => Err(BodyFault::NotAnObject),
            _ => Err(BodyFault::NotJson { at: self.position }),
        }
    }

    /// Takes at least one byte, or ends a number in front of the first.
    fn step(&mut self, rest: &[u8]) -> Result<usize, BodyFault> {
        let at = self.position;
        match &mut self.token {
            Token::Between => self.between(rest[0]).map(|()| 1),
            Token::Literal(left, value) => {
                let (&next, more) = left.split_first().ok_or(BodyFault::NotJson { at })?;
                if rest[0] != next {
                    return Err(BodyFault::NotJson { at });
                }
                *left = more;
                if more.is_empty() {
                    let value = value.clone();
                    self.value_ended(&value)?;
                }
                Ok(1)
            }
            Token::Number(number) => match number.push(rest[0]) {
                number::Step::Taken => Ok(1),
                number::Step::Ended => self.value_ended(&Member::NotText).map(|()| 0),
                number::Step::Wrong => Err(BodyFault::NotJson { at }),
            },
            Token::Name(text) | Token::Value(text) => match text.push(rest, at)? {
                Step::Taken(bytes) => Ok(bytes),
                Step::Ended(bytes) => self.text_ended().map(|()| bytes),
            },
        }
    }

    fn between(&mut self, byte: u8) -> Result<(), BodyFault> {
        let at = self.position;
        match (self.expect, byte) {
            (_, b' ' | b'\t' | b'\n' | b'\r') => Ok(()),
            (Expect::TopObject, b'{') => self.enter(Container::Object),
            (Expect::TopObject, 0xEF) => Err(BodyFault::ByteOrderMark),
            (Expect::TopObject, _) => Err(BodyFault::NotAnObject),
            (Expect::FirstNameOrEnd, b'}')
            | (Expect::FirstValueOrEnd, b']')
            | (Expect::CommaOrEnd, b'}' | b']') => self.leave(byte),
            (Expect::FirstNameOrEnd | Expect::Name, b'"') => {
                self.token = Token::Name(Text::kept(MAX_NAME));
                Ok(())
            }
            (Expect::Colon, b':') => {
                self.expect = Expect::Value;
                Ok(())
            }
            (Expect::Value | Expect::FirstValueOrEnd, _) => self.value_begins(byte),
            (Expect::CommaOrEnd, b',') => {
                let in_object = self.nesting.innermost() == Some(Container::Object);
                self.expect = if in_object { Expect::Name } else { Expect::Value };
                self.awaited = self.element();
                Ok(())
            }
            _ => Err(BodyFault::NotJson { at }),
        }
    }

    fn value_begins(&mut self, byte: u8) -> Result<(), BodyFault> {
        self.token = match byte {
            b'{' => return self.enter(Container::Object),
            b'[' => return self.enter(Container::Array),
            b'"' if self.found.ends(self.awaited, self.nesting.depth()) => {
                Token::Value(Text::kept(MAX_WANTED))
            }
            b'"' => Token::Value(Text::passed_over()),
            b't' => Token::Literal(b"rue", Member::NotText),
            b'f' => Token::Literal(b"alse", Member::NotText),
            b'n' => Token::Literal(b"ull", Member::Null),
            _ => {
                Token::Number(Number::begin(byte).ok_or(BodyFault::NotJson { at: self.position })?)
            }
        };
        Ok(())
    }

    fn enter(&mut self, container: Container) -> Result<(), BodyFault> {
        let depth = self.nesting.depth();
        let way = self.found.entered(self.awaited, container, depth)?;
        self.nesting.enter(container, way)?;
        self.expect = match container {
            Container::Object => Expect::FirstNameOrEnd,
            Container::Array => Expect::FirstValueOrEnd,
        };
        self.awaited = self.element();
        Ok(())
    }

    /// What the next element of the innermost array leads to; nothing in an object.
    fn element(&self) -> Paths {
        match self.nesting.innermost() {
            Some(Container::Array) => self.nesting.way(),
            Some(Container::Object) | None => Paths::default(),
        }
    }

    fn leave(&mut self, byte: u8) -> Result<(), BodyFault> {
        let left = self.nesting.leave();
        if !matches!((left, byte), (Some(Container::Object), b'}') | (Some(Container::Array), b']'))
        {
            return Err(BodyFault::NotJson { at: self.position });
        }
        self.expect = if self.nesting.depth() == 0 { Expect::Nothing } else { Expect::CommaOrEnd };
        Ok(())
    }

    fn value_ended(&mut self, value: &Member) -> Result<(), BodyFault> {
        let awaited = std::mem::take(&mut self.awaited);
        self.token = Token::Between;
        self.expect = Expect::CommaOrEnd;
        self.found.note(awaited, self.nesting.depth(), value)
    }

    fn text_ended(&mut self) -> Result<(), BodyFault> {
        match std::mem::replace(&mut self.token, Token::Between) {
            Token::Name(text) => self.name_ended(&text.into_string()),
            Token::Value(text) => self.value_ended(&Member::Text(text.into_string())),
            _ => Ok(()),
        }
    }

    fn name_ended(&mut self, name: &str) -> Result<(), BodyFault> {
        let folded = fold(name);
        let awaited = self.found.named((name, &folded), self.nesting.way(), self.nesting.depth());
        // That two names fold onto each other is said before that one is spelled in another way.
        self.nesting.name(folded)?;
        self.awaited = awaited?;
        self.expect = Expect::Colon;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
