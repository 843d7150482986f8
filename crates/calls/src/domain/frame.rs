//! Which frame (募集枠) a company of an industry belongs to (C7).

use super::definition::programme::{Frame, ProgrammeFile};
use super::industry::IndustryCode;

impl ProgrammeFile {
    /// The frame of an industry: the most exact code wins. For a code that no frame names, the frame in which
    /// everything inside it lies; `None` when there are no frames, or it lies in several.
    pub fn frame_for(&self, industry: IndustryCode) -> Option<&Frame> {
        if let Some(frame) = self.frame_naming(industry) {
            return Some(frame);
        }
        let mut inside = industry.leaves().into_iter().map(|leaf| self.frame_naming(leaf));
        let first = inside.next()??;
        inside
            .all(|frame| frame.is_some_and(|frame| frame.id == first.id))
            .then_some(first)
    }

    /// The frame that names the code or, most exactly, what contains it.
    fn frame_naming(&self, industry: IndustryCode) -> Option<&Frame> {
        industry.widening().find_map(|code| {
            self.frames.iter().find(|frame| {
                frame
                    .industries
                    .iter()
                    .flat_map(|line| &line.jsic)
                    .filter_map(|text| IndustryCode::parse_range(text))
                    .any(|codes| codes.contains(&code))
            })
        })
    }
}
