//! What happens every day, by how often it happens.

use super::catalogue::FLOODS;
use super::dice::{Dice, Wheel};
use super::record::{Kind, Record};
use super::rhythm::Rate;
use super::world::Scene;

/// How often what happens, of 4,096, among the lines that people cause and those of machines.
const PEOPLE: [u32; 14] = [2_120, 1_060, 52, 300, 480, 30, 4, 1, 2, 14, 2, 10, 1, 1];
const MACHINES: [u32; 14] = [1_400, 120, 2, 60, 620, 1_740, 60, 1, 6, 24, 1, 1, 1, 50];

/// Draws everyday records.
#[derive(Clone, Debug)]
pub(super) struct Everyday {
    people: Wheel,
    machines: Wheel,
}

impl Everyday {
    pub(super) fn new() -> Self {
        Self {
            people: Wheel::new(PEOPLE),
            machines: Wheel::new(MACHINES),
        }
    }

    pub(super) fn draw(&self, scene: &mut Scene<'_>, rate: Rate) -> Record {
        let is_people = rate.is_people(scene.dice);
        let is_office = is_people && rate.is_office();
        let wheel = if is_people { &self.people } else { &self.machines };
        match wheel.turn(scene.dice) {
            0 => scene.connection(),
            1 => scene.page(),
            2 => scene.forbidden_page(),
            3 => scene.application(),
            4 => scene.name(),
            5 => scene.knock(),
            6 => scene.intrusion(),
            // One place in 4,096 is still too often for these.
            7 if rarely(scene.dice, 8) => scene.malware(),
            8 if rarely(scene.dice, 8) => {
                let signature = scene.dice.one_of(&FLOODS);
                scene.flood(signature)
            }
            9 => scene.mail(),
            10 if rarely(scene.dice, 4) => scene.leak(),
            11 => scene.vpn_login(),
            // The settings are changed and looked at in office hours.
            12 if is_office && rarely(scene.dice, 2) => admin(scene),
            13 if rarely(scene.dice, 8) => scene.appliance(Kind::Update),
            13 => scene.appliance(Kind::Health),
            _ => scene.connection(),
        }
    }
}

fn rarely(dice: &mut Dice, of: u32) -> bool {
    dice.below(of) == 0
}

fn admin(scene: &mut Scene<'_>) -> Record {
    match scene.dice.below(3) {
        0 => scene.appliance(Kind::ConfigChange),
        _ => scene.admin_login(),
    }
}
