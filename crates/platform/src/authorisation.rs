//! Who may do what: Cedar policies decide, default deny.
//!
//! Policies and schema are compiled in and validated when they are loaded. A decision depends on the roles and the
//! action only, so each is made once and remembered. What depends on the thing itself (an applicant sees only their own
//! application, nobody releases what they prepared) is decided by the operation, which has loaded it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request, Schema, ValidationMode,
    Validator,
};

use crate::actor::{Actor, Role};

const POLICIES: &str = include_str!("../policies/staff.cedar");
const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

/// The actions that routes and commands name.
pub const ACTIONS: [&str; 15] = [
    "desk.read",
    "desk.work",
    "desk.prepare",
    "desk.release",
    "desk.audit",
    "desk.export",
    "staff.manage",
    "mail.decide",
    "support.read",
    "support.work",
    "support.figures",
    "appliances.read",
    "vault.read",
    "vault.prepare",
    "vault.release",
];

/// The policies cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the policies cannot be used: {0}")]
pub struct BrokenPolicies(String);

/// Decides.
pub struct Authoriser {
    policies: PolicySet,
    schema: Schema,
    decided: Mutex<HashMap<(BTreeSet<Role>, String), bool>>,
}

impl Authoriser {
    /// Loads and validates the policies.
    pub fn new() -> Result<Self, BrokenPolicies> {
        let broken = |error: String| BrokenPolicies(error);
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).map_err(|error| broken(error.to_string()))?;
        let policies = PolicySet::from_str(POLICIES).map_err(|error| broken(error.to_string()))?;
        let result = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if !result.validation_passed() {
            return Err(broken(result.to_string()));
        }
        Ok(Self {
            policies,
            schema,
            decided: Mutex::default(),
        })
    }

    /// Whether `actor` may do `action`. Whoever is not staff may do nothing here; what cannot be decided is denied.
    pub fn may(&self, actor: &Actor, action: &str) -> bool {
        let Actor::Staff { roles, .. } = actor else {
            return false;
        };
        let key = (roles.iter().copied().collect::<BTreeSet<_>>(), action.to_owned());
        let mut decided = self.decided.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(decision) = decided.get(&key) {
            return *decision;
        }
        let decision = self.decide(&key.0, action).unwrap_or(false);
        decided.insert(key, decision);
        decision
    }

    fn decide(&self, roles: &BTreeSet<Role>, action: &str) -> Option<bool> {
        let uid = |kind: &str, id: &str| EntityUid::from_str(&format!("Mamori::{kind}::\"{id}\"")).ok();
        let principal = uid("Staff", "somebody")?;
        let parents: HashSet<EntityUid> = roles
            .iter()
            .filter_map(|role| uid("Role", role.as_str()))
            .collect();
        let mut entities: Vec<Entity> = parents
            .iter()
            .map(|role| Entity::new_no_attrs(role.clone(), HashSet::new()))
            .collect();
        entities.push(Entity::new_no_attrs(principal.clone(), parents));
        let entities = Entities::from_entities(entities, Some(&self.schema)).ok()?;
        let action = uid("Action", action)?;
        let request = Request::new(
            principal,
            action,
            uid("Place", "desk")?,
            Context::empty(),
            Some(&self.schema),
        )
        .ok()?;
        Some(
            Authorizer::new()
                .is_authorized(&request, &self.policies, &entities)
                .decision()
                == Decision::Allow,
        )
    }
}

#[cfg(test)]
mod tests {
    use contracts::ids::StaffId;

    use super::*;

    fn staff(roles: &[Role]) -> Actor {
        Actor::Staff {
            id: StaffId(uuid::Uuid::nil()),
            name: "担当".to_owned(),
            roles: roles.to_vec(),
        }
    }

    /// The whole table: what each role may do, and nothing else.
    #[test]
    fn each_role_may_do_this_and_nothing_else() {
        let authoriser = Authoriser::new().unwrap();
        let table: [(Role, &[&str]); 5] = [
            (
                Role::Secretariat,
                &[
                    "desk.read",
                    "desk.work",
                    "desk.prepare",
                    "desk.export",
                    "mail.decide",
                    "support.read",
                    "support.figures",
                    "appliances.read",
                ],
            ),
            (
                Role::Approver,
                &[
                    "desk.read",
                    "desk.release",
                    "desk.audit",
                    "desk.export",
                    "vault.read",
                    "vault.release",
                    "appliances.read",
                ],
            ),
            (
                Role::Organiser,
                &["desk.read", "desk.audit", "support.figures", "appliances.read"],
            ),
            (
                Role::Administrator,
                &[
                    "desk.read",
                    "desk.audit",
                    "staff.manage",
                    "mail.decide",
                    "vault.read",
                    "vault.prepare",
                    "appliances.read",
                ],
            ),
            (
                Role::Support,
                &[
                    "support.read",
                    "support.work",
                    "support.figures",
                    "appliances.read",
                ],
            ),
        ];
        for (role, allowed) in table {
            for action in ACTIONS {
                assert_eq!(
                    authoriser.may(&staff(&[role]), action),
                    allowed.contains(&action),
                    "{role:?} {action}"
                );
            }
        }
    }

    #[test]
    fn the_default_is_no() {
        let authoriser = Authoriser::new().unwrap();
        for action in ACTIONS {
            assert!(!authoriser.may(&Actor::Anonymous, action));
            assert!(!authoriser.may(&staff(&[]), action));
            assert!(!authoriser.may(&Actor::System("job"), action));
        }
        assert!(!authoriser.may(&staff(&Role::ALL), "desk.unknown"));
    }

    #[test]
    fn roles_add_up() {
        let authoriser = Authoriser::new().unwrap();
        let both = staff(&[Role::Secretariat, Role::Approver]);
        assert!(authoriser.may(&both, "desk.work") && authoriser.may(&both, "desk.release"));
    }
}
