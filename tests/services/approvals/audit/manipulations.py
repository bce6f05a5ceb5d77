"""What somebody with all rights in the database may do, and what is told of it."""

from typing import NamedTuple

DECIDED = "WHERE case_id = :case AND stage = 'county'"
NEXT = "WHERE case_id = :case AND stage = 'municipal'"
ENTRY = (
    "verb, at, task_id, stage, turn, seat, revision, content_hash, rule_set_version, actor_id, actor_name, proxy_id, "
    "acting_for_id, acting_for_name, opinion, attestations, files, details, signature"
)
TASK = "kind, stage, seat, office_key, revision, content_hash, planned, opened_at, due_at, next_reminder_at"
EVENT = "type, subject, time, data, correlation_id"

# The log of the case: submit, open, remind, escalate, approve, overtaken, open.
CUT = "DELETE FROM log_entries WHERE case_id = :case AND seq >= 5"
SET_BACK = """
UPDATE cases SET log_length = 4, deciders = '{}', log_head = (SELECT hmac FROM log_entries WHERE case_id = :case AND seq = 4)
WHERE case_id = :case
"""
UNDECIDED = f"""
UPDATE tasks SET state = 'OPEN', decision_id = NULL, decided_at = NULL, decided_by = NULL, decided_by_name = NULL,
    decided_for_name = NULL, verb = NULL, opinion = NULL, overtaken_at = NULL, overtaken_reason = NULL {DECIDED}
"""
TAIL = (CUT, SET_BACK, UNDECIDED, f"DELETE FROM tasks {NEXT}")
GONE = tuple(f"DELETE FROM {table} WHERE case_id = :case" for table in ("tasks", "log_entries", "cases"))
NO_EVENTS = "DELETE FROM outbox WHERE subject = :case"


class Manipulation(NamedTuple):
    """What is done to the case, and words of what is told of it."""

    says: str
    statements: tuple[str, ...]


def done(says: str, *statements: str) -> Manipulation:
    """One of these."""
    return Manipulation(says, statements)


def entry(change: str, seq: int = 5) -> str:
    """Change an entry."""
    return f"UPDATE log_entries SET {change} WHERE case_id = :case AND seq = {seq}"


def task(change: str, where: str = DECIDED) -> str:
    """Change a task."""
    return f"UPDATE tasks SET {change} {where}"


def case(change: str) -> str:
    """Change the case's row."""
    return f"UPDATE cases SET {change} WHERE case_id = :case"


LOG = {
    "an opinion": done("entry 5: not what was written", entry("opinion = '不同意'")),
    "who decided": done("entry 5: not what was written", entry("actor_name = '他人'")),
    "an entry of the middle": done("entry 3: taken out", "DELETE FROM log_entries WHERE case_id = :case AND seq = 3"),
    "the tail": done("entry 5: cut off", CUT),
    "the tail, with the case set back": done("entry 5: cut off", *TAIL),
    "the tail, with the heads struck from the outbox": done(
        "entry 5: cut off",
        *TAIL,
        "UPDATE outbox SET data = data - 'log_head' WHERE subject = :case AND data ? 'log_head'",
    ),
    "the end the case remembers": done("remembers a log of 6", case("log_length = 6")),
    "an entry added": done(
        "entry 8: not what was written",
        f"INSERT INTO log_entries (case_id, seq, entry_id, prev_hmac, hmac, {ENTRY}) SELECT case_id, 8, gen_random_uuid(), "
        f"hmac, hmac, {ENTRY} FROM log_entries WHERE case_id = :case AND seq = 7",
    ),
    "an entry of no case": done(
        "1 entries of it are left",
        f"INSERT INTO log_entries (case_id, seq, entry_id, prev_hmac, hmac, {ENTRY}) SELECT gen_random_uuid(), 1, "
        f"gen_random_uuid(), '', hmac, {ENTRY} FROM log_entries WHERE case_id = :case AND seq = 7",
    ),
    "details that are none": done("entry 2: not what was written", entry("details = '[]'", 2)),
    "a deed without its version": done("entry 1: not what was written", entry("details = '{}'", 1)),
    "a forged signature": done("entry 5: the decision's signature is not genuine", entry("signature = 'forged'")),
}

TASKS = {
    "the verb": done("task county/1/0 says verb reject, proven is approve", task("verb = 'reject'")),
    "the opinion": done("says opinion 不同意, proven is 情况属实，同意", task("opinion = '不同意'")),
    "who decided": done("says decided_by_name 他人, proven is 吴敏", task("decided_by_name = '他人'")),
    "for whom": done("says decided_for_name None, proven is 陈志远", task("decided_for_name = NULL")),
    "when": done("task county/1/0 says decided_at", task("decided_at = decided_at - interval '1 day'")),
    "a decision undone": done("says state OPEN, proven is DECIDED", UNDECIDED),
    "a decision made up": done(
        "says state DECIDED, proven is OPEN", task("state = 'DECIDED', decision_id = gen_random_uuid()", NEXT)
    ),
    "that it came second": done("entry 6: task county/1/0 says overtaken_at None", task("overtaken_at = NULL")),
    "why it was closed": done(
        "says closed_reason done, proven is withdrawn", task("closed_reason = 'done'", "WHERE case_id = :other")
    ),
    "the office": done("entry 2: task county/1/0 says office_key", task("office_key = 'county_office:330329'")),
    "the deadline": done("entry 2: task county/1/0 says due_at", task("due_at = due_at + interval '9 days'")),
    "whom it is shown to": done("entry 2: task county/1/0 says shown_to", task("shown_to = NULL")),
    "what may be decided": done(
        "entry 7: task municipal/1/0 says planned",
        task("""planned = jsonb_set(planned, '{verbs}', '["approve"]')""", NEXT),
    ),
    "a task taken out": done("which is gone", f"DELETE FROM tasks {DECIDED}"),
    "a task put in": done(
        "task county/9/0 was opened by no entry",
        f"INSERT INTO tasks (task_id, case_id, turn, {TASK}) SELECT gen_random_uuid(), case_id, 9, {TASK} FROM tasks {DECIDED}",
    ),
}

ROW = {
    "the state": done("its row is not what the owner told last: state ADMITTED", case("state = 'ADMITTED'")),
    "that it has ended": done("finished True", case("finished = true")),
    "a state before the log's": done(
        "the log SUBMITTED of 1", case("state_version = 0, state = NULL, state_seal = NULL")
    ),
    "the applicant's name": done("its card is not the owner's", case("applicant_name = '他人'")),
    "the hash of what was decided": done("the log 1, ", case("content_hash = repeat('0', 64)")),
    "a fact of the card": done(
        "its card is not the owner's", case("""facts = jsonb_set(facts, '{0,value}', '"校长"')""")
    ),
    "the number": done("BM-2021-999999: its card is not the owner's", case("case_no = 'BM-2021-999999'")),
    "whose own case it is": done("its card is not the owner's", case("parties = '{}'")),
    "no card at all": done("its row says revision 0", case("card_version = 0, card_seal = NULL, revision = NULL")),
    "another's name with its seal": done(
        "its card is not the owner's",
        "UPDATE cases c SET applicant_id = o.applicant_id, card_seal = o.card_seal FROM cases o "
        "WHERE c.case_id = :case AND o.case_id = :other",
    ),
    "who acted where": done("who acted where is {}", case("deciders = '{}'")),
}

EVENTS = {
    "of a decision": done(
        "goes with approvals.decision.recorded, the outbox has none",
        f"{NO_EVENTS} AND type = 'approvals.decision.recorded'",
    ),
    "what it says": done(
        "its event says verb reject, proven is approve",
        """UPDATE outbox SET data = jsonb_set(data, '{verb}', '"reject"') WHERE subject = :case AND data ? 'signature'""",
    ),
    "nothing at all": done(
        "its event says log_head None", "UPDATE outbox SET data = '[]' WHERE subject = :case AND data ? 'log_head'"
    ),
    "one put in": done(
        "entry 2: goes with no event",
        f"INSERT INTO outbox (id, aggregate_version, {EVENT}) SELECT gen_random_uuid(), 2, {EVENT} FROM outbox "
        "WHERE subject = :case AND data ? 'signature'",
    ),
    "of a reminder": done("taken out of the outbox, at positions", f"{NO_EVENTS} AND type = 'approvals.task.reminded'"),
}

CASES = {
    "its row": done("7 entries of it are left", "DELETE FROM cases WHERE case_id = :case"),
    "all but its events": done("events of it are left", *GONE),
    "all of it": done("taken out of the outbox, at positions", *GONE, NO_EVENTS),
}

MANIPULATIONS = {
    f"{what}: {name}": one
    for what, group in (("log", LOG), ("task", TASKS), ("row", ROW), ("event", EVENTS), ("case", CASES))
    for name, one in group.items()
}
