#!/usr/bin/env python3
"""Verifies evidence from an audit log, offline, with nothing but Python's standard library (3.8 or later).

Written from the description of the formats (RFC 6962, RFC 8032, RFC 8785, C2SP, the ledger's README), apart from the
verifier in JavaScript, so that a mistake in one is seen by the other. Nothing in the evidence is trusted: keys come
from whoever runs this.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import re
import stat
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta, timezone

FAILURES = {
    "DAMAGED": "the file was damaged: its bytes are not those that it was made of",
    "MALFORMED": "this is not an evidence file or log of a form that is known",
    "OTHER_ORIGIN": "a note speaks of another log",
    "UNKNOWN_KEY": "no trusted key signed this",
    "FORGED_SIGNATURE": "a signature in the name of a trusted key is not that key’s",
    "OUT_OF_EPOCH": "a key speaks of leaves that are not of its epoch",
    "FORK": "two states of one size differ: the log was shown in two versions",
    "INCONSISTENT": "a later state of the log does not contain the earlier one",
    "NOT_INCLUDED": "a record is not what the log holds at its place",
    "WRONG_DISCLOSURE": "a disclosed value is not the one that was sealed",
    "NO_RECORDS": "there is no record in it",
}
UNCHECKED = {
    "SIGNATURES": "the log’s signatures: no key of a log was given to trust",
    "WITNESSES": "that others saw the log: too few trusted witnesses co-signed it",
    "WITHHELD": "the content of records that are withheld; only that they are there is proven",
    "SEALED": "the content of sealed fields that are not disclosed",
    "TIMES": (
        "how precise the times of witnesses are: among what they saw there are lines that are no checkpoint, "
        "or their times contradict each other"
    ),
    "COMPLETENESS": (
        "that there are no others: records in between or contexts or field sets that they refer to are not shown, "
        "or no token is of their month"
    ),
}
EXIT_CODES = {"VERIFIED": 0, "REDACTED-OK": 0, "FAILED": 1, "VERIFIED-UNWITNESSED": 3, "NOT-CHECKED": 4}
WRONG_USAGE = 2

LARGEST_FILE = 256 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
LONGEST_ENTRY = 60_000
LARGEST_INTEGER = 2**53 - 1
DEEPEST_ENTRY = 32


class Malformed(Exception):
    """Bytes that are not what they say they are."""


class Failure(Exception):
    """Nothing of what was read is to be believed."""

    def __init__(self, code, at=None):
        super().__init__(code)
        self.code = code
        self.at = at


# ---------------------------------------------------------------------------------------------------- Ed25519, RFC 8032

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    """The x of a point with this y, whose lowest bit is `sign`; None when there is no such point (§ 5.1.3)."""
    if y >= P:
        return None
    x_squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x_squared == 0:
        return None if sign else 0
    x = pow(x_squared, (P + 3) // 8, P)
    if (x * x - x_squared) % P != 0:
        x = x * SQRT_MINUS_1 % P
    if (x * x - x_squared) % P != 0:
        return None
    return P - x if x & 1 != sign else x


def point_of(encoded):
    """A point in extended coordinates (X, Y, Z, T) from its 32 bytes; None when they are no point."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def double(p):
    a = p[0] * p[0]
    b = p[1] * p[1]
    c = 2 * p[2] * p[2]
    h = a + b
    e = h - (p[0] + p[1]) ** 2
    g = a - b
    f = c + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def has_small_order(p):
    """Whether eight times the point is nothing: under such a key anybody can sign."""
    return double(double(double(p)))[0] == 0


def encode_point(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point_of(BASE_Y.to_bytes(32, "little"))
NEUTRAL = (0, 1, 1, 0)


def ed25519_verify(public_key, message, signature):
    """Whether the signature is the key's over the message (§ 5.1.7)."""
    if len(signature) != 64:
        return False
    point = point_of(public_key)
    s = int.from_bytes(signature[32:], "little")
    if point is None or has_small_order(point) or s >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + public_key + message).digest()
    k = int.from_bytes(challenge, "little") % ORDER
    negated = (P - point[0], point[1], point[2], P - point[3])
    both = add(BASE, negated)
    # [s]B - [k]A, both scalars at once, must be R.
    result = NEUTRAL
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        result = double(result)
        in_s, in_k = s >> bit & 1, k >> bit & 1
        if in_s and in_k:
            result = add(result, both)
        elif in_s:
            result = add(result, BASE)
        elif in_k:
            result = add(result, negated)
    # Some libraries take an R of small order, which the key's owner alone can make, and some do not.
    return encode_point(result) == signature[:32] and not has_small_order(result)


# ---------------------------------------------------------------------------------------------- canonical JSON, RFC 8785

ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def by_utf16(text):
    return text.encode("utf-16-be")


def write_string(text):
    pieces = ['"']
    for character in text:
        if 0xD800 <= ord(character) <= 0xDFFF:
            raise Malformed("a lone surrogate")
        if character in ESCAPES:
            pieces.append(ESCAPES[character])
        elif character < " ":
            pieces.append("\\u%04x" % ord(character))
        else:
            pieces.append(character)
    pieces.append('"')
    return "".join(pieces)


def canonical(value, room=DEEPEST_ENTRY):
    """The one canonical text of a value of strings, booleans, null, safe integers, lists and objects."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return write_string(value)
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise Malformed("an integer too large")
        return str(value)
    if not isinstance(value, (list, dict)) or room == 0:
        raise Malformed("not canonical JSON")
    if isinstance(value, list):
        return "[" + ",".join(canonical(each, room - 1) for each in value) + "]"
    for key in value:
        write_string(key)
    keys = sorted(value, key=by_utf16)
    return "{" + ",".join(write_string(key) + ":" + canonical(value[key], room - 1) for key in keys) + "}"


def not_a_value(_):
    raise Malformed("not canonical JSON")


def parse_canonical(data, room=DEEPEST_ENTRY):
    """The value whose canonical form these bytes are; anything else is malformed, repeated keys among it."""
    try:
        text = data.decode("utf-8", "strict")
        value = json.loads(text, parse_float=not_a_value, parse_constant=not_a_value)
        written = canonical(value, room)
    except (ValueError, RecursionError):
        raise Malformed("not canonical JSON") from None
    if written != text:
        raise Malformed("not canonical JSON")
    return value


def from_base64(text, length=None):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Malformed("not base64") from None
    if base64.b64encode(data).decode() != text or (length is not None and len(data) != length):
        raise Malformed("not base64")
    return data


def from_decimal(text):
    if not re.fullmatch("0|[1-9][0-9]{0,15}", text) or int(text) > LARGEST_INTEGER:
        raise Malformed("not a decimal number")
    return int(text)


# ------------------------------------------------------------------------------------------------ Merkle tree, RFC 6962


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def root_of_inclusion(leaf, index, size, proof):
    """The root that the audit path leads to (RFC 6962, § 2.1.1), recursively; None when it has another length."""
    if size == 1:
        return leaf if not proof else None
    if not proof:
        return None
    left = 1 << (size - 1).bit_length() - 1
    sibling, below = proof[-1], proof[:-1]
    if index < left:
        inner = root_of_inclusion(leaf, index, left, below)
        return None if inner is None else node_hash(inner, sibling)
    inner = root_of_inclusion(leaf, index - left, size - left, below)
    return None if inner is None else node_hash(sibling, inner)


def roots_of_consistency(old, new, proof, old_root, whole):
    """Both roots that the proof leads to (RFC 6962, § 2.1.2), or None. `whole`: the old tree is known by its root."""
    if old == new:
        if whole:
            return (old_root, old_root) if not proof else None
        return (proof[0], proof[0]) if len(proof) == 1 else None
    if not proof:
        return None
    left = 1 << (new - 1).bit_length() - 1
    sibling, below = proof[-1], proof[:-1]
    if old <= left:
        roots = roots_of_consistency(old, left, below, old_root, whole)
        return None if roots is None else (roots[0], node_hash(roots[1], sibling))
    roots = roots_of_consistency(old - left, new - left, below, old_root, False)
    return None if roots is None else (node_hash(sibling, roots[0]), node_hash(sibling, roots[1]))


def is_consistent(old, new, proof, old_root, new_root):
    if old > new:
        return False
    if old == 0 and new > 0:
        return not proof and old_root == sha256(b"")
    return roots_of_consistency(old, new, proof, old_root, True) == (old_root, new_root)


# -------------------------------------------------------------------------------------------------- notes and keys, C2SP

SPACES = "\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
KEY_NAME = re.compile("[^+\u0000-\u0020\u007f-\u009f" + SPACES + "]{1,255}")
FORBIDDEN = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f]")


class Key:
    """A public key with its name, from `name+id+base64(type || key)`."""

    def __init__(self, text):
        name, plus, rest = text.partition("+")
        identity, plus, coded = rest.partition("+")
        data = from_base64(coded, 33)
        self.name, self.type, self.public = name, data[0], data[1:]
        if self.type not in (1, 4) or not KEY_NAME.fullmatch(name):
            raise Malformed("not a key")
        self.id = sha256(name.encode() + b"\n" + data)[:4]
        if self.id.hex() != identity:
            raise Malformed("a key whose id is not its own")


class Note:
    """A text ending in a line end, an empty line, and signature lines."""

    def __init__(self, note):
        if FORBIDDEN.search(note):
            raise Malformed("forbidden characters")
        split = note.rfind("\n\n")
        lines = note[split + 2 :].split("\n")
        if split < 1 or lines.pop() != "" or not 1 <= len(lines) <= 100:
            raise Malformed("not a signed note")
        self.text = note[: split + 1]
        self.signatures = [self.signature(line) for line in lines]

    @staticmethod
    def signature(line):
        words = line.split(" ")
        if len(words) != 3 or words[0] != "—" or not KEY_NAME.fullmatch(words[1]):
            raise Malformed("not a signature")
        data = from_base64(words[2])
        if len(data) < 5:
            raise Malformed("not a signature")
        return words[1], data[:4], data[4:]

    def signers(self, keys):
        """The keys that signed; a bad signature under the name and id of one of them raises."""
        found = []
        for name, identity, signature in self.signatures:
            for key in keys:
                if key.type == 1 and key.name == name and key.id == identity:
                    if not ed25519_verify(key.public, self.text.encode(), signature):
                        raise Malformed("forged")
                    found.append(key)
                    break
        return found

    def cosignatures(self, witnesses):
        """(witness, seconds) for each witness that co-signed, as cosignature/v1."""
        found = {}
        for name, identity, signature in self.signatures:
            for witness in witnesses:
                if witness.type == 4 and witness.name == name and witness.id == identity:
                    time = int.from_bytes(signature[:8], "big")
                    message = "cosignature/v1\ntime %d\n%s" % (time, self.text)
                    good = len(signature) >= 8 and time <= LARGEST_INTEGER
                    if not good or not ed25519_verify(witness.public, message.encode(), signature[8:]):
                        raise Malformed("forged")
                    found[witness] = max(time, found.get(witness, 0))
                    break
        return list(found.items())


def lines_of(text, head, count):
    lines = text.split("\n")
    if lines.pop() != "" or lines[0] != head or len(lines) != count + 1 or "" in lines:
        raise Malformed("not a note of this kind")
    return lines[1:]


def read_checkpoint(text):
    lines = text.split("\n")
    if len(lines) != 4 or lines[0] == "" or lines[3] != "":
        raise Malformed("not a checkpoint")
    return {"origin": lines[0], "size": from_decimal(lines[1]), "root": from_base64(lines[2], 32)}


def read_certificate(text):
    origin, epoch, key = lines_of(text, "audit-epoch-certificate/v1", 3)
    certified = Key(key)
    if certified.type != 1 or certified.name != origin:
        raise Malformed("a certificate of another name")
    return {"origin": origin, "epoch": from_decimal(epoch), "key": certified}


def read_handover(text):
    origin, epoch, first, root = lines_of(text, "audit-epoch-handover/v1", 4)
    return {
        "origin": origin,
        "epoch": from_decimal(epoch),
        "first": from_decimal(first),
        "root": from_base64(root, 32),
    }


# ------------------------------------------------------------------------------------------------------------------ trust


def reader_lines(text):
    """Lines of one of the reader's own files: no byte order mark before the first, no CR or space around each."""
    return [line.strip(" \t") for line in re.split("\r?\n", text[1:] if text.startswith("\ufeff") else text)]


class Trust:
    """Whom the reader believes: keys one a line, and a policy (C2SP tlog-policy)."""

    def __init__(self, keys="", policy=None):
        self.keys, self.witnesses = [], []
        self.quorum = lambda cosigners: len(cosigners) > 0
        self.read_keys(keys)
        if policy is not None:
            self.read_policy(policy)

    def read_keys(self, text):
        given = [Key(line) for line in reader_lines(text) if line and not line.startswith("#")]
        self.keys += [key for key in given if key.type == 1]
        self.witnesses += [key for key in given if key.type == 4]

    def read_policy(self, text):
        logs, self.witnesses, named, members, quorum = [], [], {}, set(), None
        lines = reader_lines(text)
        if len(lines) > 1000:
            raise Malformed("too long a policy")
        for line in lines:
            words = [word for word in re.split("[ \t]+", line) if word]
            if not words or words[0].startswith("#"):
                continue
            if re.search("[\u0000-\u0008\u000a-\u001f\u007f-\u009f]", line):
                raise Malformed("forbidden characters")
            word, rest = words[0], words[1:]
            if word == "log" and 1 <= len(rest) <= 2:
                logs.append(self.fresh(rest[0], 1, logs))
            elif word == "witness" and 2 <= len(rest) <= 3:
                key = self.fresh(rest[1], 4, self.witnesses)
                self.define(named, rest[0], lambda cosigners, key=key: key in cosigners)
                self.witnesses.append(key)
            elif word == "group" and len(rest) >= 3:
                name, threshold, of = rest[0], rest[1], rest[2:]
                if threshold in ("all", "any"):
                    least = len(of) if threshold == "all" else 1
                elif re.fullmatch("[1-9][0-9]{0,2}", threshold):
                    least = int(threshold)
                else:
                    raise Malformed("not a threshold")
                if least > len(of) or len(set(of)) != len(of) or members & set(of) or not set(of) <= set(named):
                    raise Malformed("not a group")
                members |= set(of)
                parts = [named[each] for each in of]
                self.define(
                    named,
                    name,
                    lambda cosigners, parts=parts, least=least: sum(part(cosigners) for part in parts) >= least,
                )
            elif word == "quorum" and len(rest) == 1 and quorum is None:
                if rest[0] != "none" and rest[0] not in named:
                    raise Malformed("an unknown quorum")
                quorum = named.get(rest[0], lambda cosigners: False)
            else:
                raise Malformed("not a line of a policy")
        if quorum is None:
            raise Malformed("a policy without quorum")
        self.keys, self.quorum = self.keys + logs, quorum

    @staticmethod
    def fresh(text, kind, others):
        key = Key(text)
        if key.type != kind or any(other.public == key.public for other in others):
            raise Malformed("a key of the wrong type or given twice")
        return key

    @staticmethod
    def define(named, name, reached):
        if name == "none" or name in named:
            raise Malformed("a name given twice")
        named[name] = reached


# ------------------------------------------------------------------------------------------------------- the evidence file

SHAPES = {
    "evidence": {"files": dict, "kind": str, "origin": str, "question": dict, "version": int},
    "certificate": {"kind": str, "note": str},
    "handover": {"kind": str, "note": str},
    "checkpoint": {"kind": str, "note": str},
    "consistency": {"from": int, "kind": str, "proof": list, "to": int},
    "record": {"index": int, "kind": str, "proof": list, "record": dict, "size": int},
    "withheld": {"index": int, "kind": str, "leaf": str, "proof": list, "size": int},
    "disclosure": {"blind": str, "index": int, "kind": str, "path": str, "value": object},
    "policy": {"kind": str, "text": str},
    "end": {"kind": str, "sha256": str},
}
RANKS = {"evidence": 0, "certificate": 1, "handover": 2, "checkpoint": 3, "consistency": 4}
RANKS.update({"record": 5, "withheld": 5, "disclosure": 6, "policy": 7})


def read_line(data):
    line = parse_canonical(data, DEEPEST_ENTRY + 1)
    shape = SHAPES.get(line.get("kind")) if isinstance(line, dict) and isinstance(line.get("kind"), str) else None
    if shape is None or set(line) != set(shape):
        raise Malformed("a line of no known kind")
    for key, kind in shape.items():
        value = line[key]
        if kind is int:
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise Malformed("not a count")
        elif not isinstance(value, kind):
            raise Malformed("not of the right type")
    if line["kind"] == "evidence" and line["version"] != 1:
        raise Malformed("another version")
    if "proof" in line:
        if len(line["proof"]) > 63 or not all(isinstance(each, str) for each in line["proof"]):
            raise Malformed("not a proof")
        line["proof"] = [from_base64(each, 32) for each in line["proof"]]
    if "record" in line:
        line["bytes"] = canonical(line["record"]).encode()
        if len(line["bytes"]) > LONGEST_ENTRY:
            raise Malformed("longer than an entry may be")
    if "leaf" in line:
        line["leaf"] = from_base64(line["leaf"], 32)
    if "blind" in line:
        line["blind"] = from_base64(line["blind"], 32)
    return line


def read_lines(data):
    lines, start = [], 0
    while True:
        place = "line %d" % (len(lines) + 1)
        end = data.find(b"\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            raise Failure("MALFORMED", place)
        try:
            line = read_line(data[start:end])
        except Malformed:
            raise Failure("MALFORMED", place) from None
        if line["kind"] == "end":
            if end + 1 != len(data):
                raise Failure("MALFORMED", place)
            if line["sha256"] != hashlib.sha256(data[:start]).hexdigest():
                raise Failure("DAMAGED", "line 0")
            return lines
        lines.append(line)
        start = end + 1


def check_order(lines):
    if not lines:
        raise Failure("MALFORMED", "line 1")
    before = -1
    for at, line in enumerate(lines):
        rank = RANKS[line["kind"]]
        twice = rank in (0, 7) and rank == before
        if rank < before or twice or (at == 0) != (rank == 0):
            raise Failure("MALFORMED", "line %d" % (at + 1))
        before = rank


def tar_header(name, size):
    block = bytearray(512)
    block[0 : len(name)] = name
    block[100:124] = b"0000644\x00" + b"0000000\x00" * 2
    block[124:157] = b"%011o\x00" % size + b"0" * 11 + b"\x00" + b" " * 8 + b"0"
    block[257:265] = b"ustar\x00" + b"00"
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block)


def read_container(data):
    """The files of a tar, of which every byte is as its maker writes it."""
    files, rebuilt, at = {}, b"", 0
    while at + 512 <= len(data) and data[at] != 0 and len(files) < 16:
        name = data[at : at + 100].split(b"\x00")[0]
        octal = data[at + 124 : at + 135]
        if not re.fullmatch(b"[0-7]{11}", octal) or not re.fullmatch(rb"[A-Za-z0-9_][A-Za-z0-9_.-]{0,98}", name) or name in files:
            raise Failure("MALFORMED", "container")
        size = int(octal, 8)
        files[name] = data[at + 512 : at + 512 + size]
        at += 512 + (size + 511) // 512 * 512
    for name, content in files.items():
        rebuilt += tar_header(name, len(content)) + content + b"\x00" * (-len(content) % 512)
    if b"evidence.jsonl" not in files or rebuilt + b"\x00" * 1024 != data:
        raise Failure("MALFORMED", "container")
    return files


def read_evidence(data):
    if data[:1] == b"{":
        lines = read_lines(data)
        check_order(lines)
        return lines
    files = read_container(data)
    lines = read_lines(files.pop(b"evidence.jsonl"))
    check_order(lines)
    named = lines[0]["files"]
    found = {name.decode(): hashlib.sha256(content).hexdigest() for name, content in files.items()}
    if found != named:
        raise Failure("DAMAGED", "container")
    return lines


# ----------------------------------------------------------------------------------------------------------- verification


def open_note(text, read, origin, place):
    try:
        note = Note(text)
        content = read(note.text)
    except Malformed:
        raise Failure("MALFORMED", place) from None
    if content["origin"] != origin:
        raise Failure("OTHER_ORIGIN", place)
    return note, content


def require_signers(note, keys, place):
    try:
        signers = note.signers(keys)
    except Malformed:
        raise Failure("FORGED_SIGNATURE", place) from None
    if not signers:
        raise Failure("UNKNOWN_KEY", place)
    return signers


def read_heads(lines, origin, trust):
    """The signed states of the log: size -> {root, first leaf that the signer may speak of, co-signatures}.

    With them the size of the last checkpoint: a key hands over before the next one's first checkpoint is there.
    """
    checked = len(trust.keys) > 0
    # Another log's key, or its root, certifies nothing here.
    roots = [key for key in trust.keys if key.name == origin + "/root"]
    notes = {kind: [line["note"] for line in lines if line["kind"] == kind] for kind in list(RANKS)[1:4]}
    certified, begins, heads = {}, {}, {}

    def add_head(size, root, first, cosignatures):
        head = heads.setdefault(size, {"root": root, "first": first, "cosignatures": []})
        if head["root"] != root:
            raise Failure("FORK", "size %d" % size)
        head["first"] = min(head["first"], first)
        head["cosignatures"] += cosignatures

    pending, last_epoch = [], -1
    for at, text in enumerate(notes["certificate"]):
        place = "certificate %d" % (at + 1)
        note, content = open_note(text, read_certificate, origin, place)
        if content["epoch"] <= last_epoch:
            raise Failure("MALFORMED", place)
        last_epoch = content["epoch"]
        if checked:
            require_signers(note, roots, place)
        certified[content["epoch"]] = content["key"]

    epochs, last_epoch, last_first = list(certified), -1, 0
    for at, text in enumerate(notes["handover"]):
        place = "handover %d" % (at + 1)
        note, content = open_note(text, read_handover, origin, place)
        epoch, first = content["epoch"], content["first"]
        if epoch <= last_epoch or first < last_first:
            raise Failure("MALFORMED", place)
        last_epoch, last_first = epoch, first
        earlier = bisect_left(epochs, epoch)
        ending = epochs[earlier - 1] if earlier else None
        if checked:
            # The first epoch is given by the root, every other by the key before it.
            givers = roots if first == 0 else [certified[ending]] if earlier else []
            require_signers(note, givers, place)
        pending.append((first, content["root"], begins.get(ending, first), []))
        begins[epoch] = first

    last_size = -1
    for at, text in enumerate(notes["checkpoint"]):
        place = "checkpoint %d" % (at + 1)
        note, content = open_note(text, read_checkpoint, origin, place)
        size = content["size"]
        if size <= last_size:
            raise Failure("MALFORMED", place)
        last_size = size
        first = 0
        if checked:
            direct = [key for key in trust.keys if key.name == origin]
            signers = require_signers(note, direct + list(certified.values()), place)
            if not any(signer in direct for signer in signers):
                spans = []
                for epoch, key in certified.items():
                    ends = [begins[later] for later in sorted(begins) if later > epoch][:1]
                    if key in signers and epoch in begins and begins[epoch] <= size and all(size <= e for e in ends):
                        spans.append(begins[epoch])
                if not spans:
                    raise Failure("OUT_OF_EPOCH", place)
                first = min(spans)
        try:
            cosignatures = note.cosignatures(trust.witnesses)
        except Malformed:
            raise Failure("FORGED_SIGNATURE", place) from None
        pending.append((size, content["root"], first, cosignatures))

    for head in pending:
        add_head(*head)
    return heads, last_size


def check_history(heads, last_size, lines):
    """One proof for each step between states; what was handed over beyond the last checkpoint may be without."""
    steps = [line for line in lines if line["kind"] == "consistency"]
    covered = sum(size <= last_size for size in heads)
    sizes = sorted(heads)
    for unproven in sizes[max(covered, len(steps) + 1) :]:
        del heads[unproven]
    sizes = sorted(heads)
    for at in range(max(len(sizes) - 1, len(steps))):
        good = at < len(steps) and at + 1 < len(sizes)
        if good:
            step, old, new = steps[at], sizes[at], sizes[at + 1]
            good = (step["from"], step["to"]) == (old, new)
            good = good and is_consistent(old, new, step["proof"], heads[old]["root"], heads[new]["root"])
        if not good:
            raise Failure("INCONSISTENT", "consistency %d" % (at + 1))


def check_leaves(leaves, heads):
    if not leaves:
        raise Failure("NO_RECORDS")
    last = -1
    for leaf in leaves:
        index, size = leaf["index"], leaf["size"]
        place = "record %d" % index
        if index <= last:
            raise Failure("MALFORMED", place)
        last = index
        if size not in heads:
            raise Failure("NOT_INCLUDED", place)
        if index < heads[size]["first"]:
            raise Failure("OUT_OF_EPOCH", place)
        hashed = leaf["leaf"] if leaf["kind"] == "withheld" else leaf_hash(leaf["bytes"])
        if index >= size or root_of_inclusion(hashed, index, size, leaf["proof"]) != heads[size]["root"]:
            raise Failure("NOT_INCLUDED", place)


def check_disclosures(leaves, lines):
    records = {leaf["index"]: leaf["record"] for leaf in leaves if leaf["kind"] == "record"}
    opened = set()
    for at, line in enumerate(each for each in lines if each["kind"] == "disclosure"):
        index, path = line["index"], line["path"]
        sealed = records.get(index, {}).get("sealed")
        message = b"audit/v1\x00" + path.encode() + b"\x00" + canonical(line["value"]).encode()
        mac = hmac.new(line["blind"], message, hashlib.sha256).digest()
        coded = base64.urlsafe_b64encode(mac).decode().rstrip("=")
        good = isinstance(sealed, dict) and "\x00" not in path and sealed.get(path) == coded
        if not good or (index, path) in opened:
            raise Failure("WRONG_DISCLOSURE", "disclosure %d" % (at + 1))
        opened.add((index, path))
    return opened


def quorum_time(cosignatures, trust):
    so_far = set()
    for witness, time in cosignatures:
        so_far.add(witness)
        if trust.quorum(so_far):
            return time
    raise AssertionError("a head that is no quorum's")


def last_seen(without, with_it, before, trust):
    """When a quorum last saw the log without a leaf, no later than another with it; None where clocks contradict.

    Who answered late is passed over where a quorum was there in time, unless its own clock was set back.
    """
    last = quorum_time(without, trust)
    if last <= before:
        return last
    in_time = [each for each in without if each[1] <= before]
    for witness, time in without:
        if time > before and any(other == witness and earlier < time for other, earlier in with_it):
            return None
    return quorum_time(in_time, trust) if trust.quorum({each for each, _ in in_time}) else None


def witnessed(leaves, heads, trust):
    """Between when and when all leaves came to be, by the clocks of witnesses; None unless a quorum saw each.

    With it, whether the log was there with some leaf, by these clocks, before it was there without it.
    """
    seen = [size for size in sorted(heads) if trust.quorum({each for each, _ in heads[size]["cosignatures"]})]
    afters, befores, names, contradicted, all_seen = [], [], set(), False, True
    for leaf in leaves:
        at = bisect_right(seen, leaf["index"])
        if at == len(seen):
            all_seen = False
            continue
        with_it = sorted(heads[seen[at]]["cosignatures"], key=lambda each: each[1])
        befores.append(quorum_time(with_it, trust))
        names |= {witness.name for witness, _ in with_it}
        if at > 0:
            without = sorted(heads[seen[at - 1]]["cosignatures"], key=lambda each: each[1], reverse=True)
            after = last_seen(without, with_it, befores[-1], trust)
            if after is None:
                contradicted = True
                continue
            afters.append(after)
            names |= {witness.name for witness, _ in without}
    if not all_seen:
        return None, contradicted
    found = {"before": max(befores), "by": sorted(names, key=by_utf16)}
    if len(afters) == len(leaves):
        found["after"] = min(afters)
    return found, contradicted


def context_of(record):
    """The index under which a record, or a token that it defines, says in which context it was made; or None."""
    says = record.get("token") if record.get("type") == "define" else record
    index = says.get("context") if isinstance(says, dict) else None
    return number_of(index)


def number_of(value):
    """A number as one; None of anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def fieldsets_of(record):
    """The indexes under which a record says of which fields its lines of access speak."""
    lines = record.get("access")
    found = [number_of(line.get("fieldset")) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return {each for each in found if each is not None}


def completeness(leaves, tokens):
    """The records that name the subject, itself or in their context, where it can be told that there are no others.

    All leaves up to the last one are shown, but for definitions apart before them that they refer to. Only leaves of
    months whose token is given are spoken of, and only definitions of these months are understood; those of fields are
    of any month, and those that what is found refers to, with its parts before it, must be shown.
    """
    start = max(at for at, leaf in enumerate(leaves) if at == 0 or leaf["index"] != leaves[at - 1]["index"] + 1)
    contexts, found, spoken, months = {}, [], [], set()
    fieldsets, needed, of_parts = set(), set(), {}
    for at, leaf in enumerate(leaves):
        index, record = leaf["index"], leaf.get("record")
        if record is None or (at < start and record.get("type") != "define"):
            return None
        if record.get("type") == "define" and isinstance(record.get("fieldset"), dict):
            fieldsets.add(index)
        own = (fieldsets_of(record) | of_parts.pop(index, set())) if at >= start else set()
        if number_of(record.get("outcome")) is not None:
            of_parts.setdefault(record["outcome"], set()).update(own)
        when, reference = record.get("at"), context_of(record)
        month = when[:7] if isinstance(when, str) else None
        if month not in tokens["months"]:
            continue
        by_context = False if reference is None else contexts.get(reference)
        names = by_context is True or any(token in leaf["bytes"] for token in tokens["quoted"])
        if record.get("type") == "define":
            if isinstance(record.get("context"), dict):
                contexts[index] = names
            elif reference is not None and by_context is not None:
                contexts[index] = by_context
        if at < start:
            continue
        if by_context is None and not names:
            return None
        spoken.append(index)
        months.add(month)
        if names:
            found.append(index)
            needed |= own
    if not spoken or not needed <= fieldsets:
        return None
    return {"from": spoken[0], "to": spoken[-1], "months": sorted(months), "records": found}


def verify_lines(lines, trust, tokens):
    origin = lines[0]["origin"]
    heads, last_size = read_heads(lines, origin, trust)
    check_history(heads, last_size, lines)
    leaves = [line for line in lines if line["kind"] in ("record", "withheld")]
    check_leaves(leaves, heads)
    opened = check_disclosures(leaves, lines)
    seen, contradicted = witnessed(leaves, heads, trust)
    complete = None if tokens is None else completeness(leaves, tokens)
    withheld = sum(leaf["kind"] == "withheld" for leaf in leaves)
    fields = [leaf["record"].get("sealed") for leaf in leaves if leaf["kind"] == "record"]
    sealed = sum(len(each) for each in fields if isinstance(each, dict)) - len(opened)
    unchecked = {
        "SIGNATURES": not trust.keys,
        "WITNESSES": seen is None,
        "WITHHELD": withheld > 0,
        "SEALED": sealed > 0,
        "TIMES": contradicted,
        "COMPLETENESS": tokens is not None and complete is None,
    }
    if unchecked["SIGNATURES"] or unchecked["COMPLETENESS"]:
        verdict = "NOT-CHECKED"
    elif unchecked["WITNESSES"]:
        verdict = "VERIFIED-UNWITNESSED"
    else:
        verdict = "REDACTED-OK" if withheld or sealed else "VERIFIED"
    result = {
        "verdict": verdict,
        "origin": origin,
        "records": len(leaves) - withheld,
        "withheld": withheld,
        "disclosed": len(opened),
        "sealed": sealed,
        "notChecked": [code for code, is_so in unchecked.items() if is_so],
    }
    if seen is not None:
        result["witnessed"] = seen
    if complete is not None:
        result["complete"] = complete
    return result


def verify(data, trust, tokens=None):
    """The verdict on the bytes of an evidence file. Never raises: they are a stranger's."""
    try:
        return verify_lines(read_evidence(data), trust, tokens)
    except Failure as failure:
        result = {"verdict": "FAILED", "reason": failure.code}
        if failure.at is not None:
            result["at"] = failure.at
        result.update({"records": 0, "withheld": 0, "disclosed": 0, "sealed": 0, "notChecked": []})
        return result


# ------------------------------------------------------------------------------------------------------- the command line


def printable(text):
    """Text as one line that any terminal shows as it is."""
    hidden = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return "".join("\\u{%x}" % ord(c) if unicodedata.category(c) in hidden else c for c in text)


def utc(seconds):
    try:
        time = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    except OverflowError:
        return "second %d" % seconds
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def as_text(result):
    if result["verdict"] == "FAILED":
        at = ": " + printable(result["at"]) if "at" in result else ""
        return "FAILED(%s)\n  %s%s" % (result["reason"], FAILURES[result["reason"]], at)
    name = result["verdict"]
    lines = ["NOT-CHECKED(%s)" % ", ".join(result["notChecked"]) if name == "NOT-CHECKED" else name]
    lines.append("  Log: " + printable(result["origin"]))
    counts = (result["records"], result["withheld"])
    # What no trusted key signed for may all be made up, whatever fits together in it.
    signed = "SIGNATURES" not in result["notChecked"]
    if signed:
        lines.append("  Records: %d shown and proven, %d withheld but proven to be there." % counts)
    else:
        lines.append("  Records: %d shown, %d withheld, of a log that nobody trusted signed." % counts)
    proven = " and proven" if signed else ""
    lines.append("  Sealed fields: %d disclosed%s, %d not shown." % (result["disclosed"], proven, result["sealed"]))
    if "witnessed" in result:
        seen = result["witnessed"]
        names = ", ".join(map(printable, seen["by"]))
        if "after" in seen:
            how = "shown the log without them at the first time, and with them at the second"
            when = "between %s and %s according to %s: %s" % (utc(seen["after"]), utc(seen["before"]), names, how)
        else:
            when = "before %s according to %s" % (utc(seen["before"]), names)
        lines.append("  Recorded %s." % when)
    if "complete" in result:
        found = result["complete"]
        span = (len(found["records"]), ", ".join(found["months"]), found["from"], found["to"])
        these = "These" if signed else "Unsigned as it is, these"
        these += " %d records and no others of %s between leaf %d and leaf %d" % span
        lines.append("  " + these + " name the subject by the tokens given.")
        if found["records"]:
            shown = ", ".join(map(str, found["records"][:100]))
            lines.append("  They are: " + shown + (", …" if len(found["records"]) > 100 else ""))
    lines += ["  Not checked: %s." % UNCHECKED[code] for code in result["notChecked"]]
    return "\n".join(lines)


def read_tokens(text):
    """The tokens of one subject as they stand in records, and the months that they are of."""
    lines = [line for line in reader_lines(text) if line and not line.startswith("#")]
    read = [re.fullmatch("(?:([0-9]{4}-[0-9]{2})[ \t]+)?([A-Za-z0-9_-]{22})", line) for line in lines]
    if not 1 <= len(read) <= 1000 or None in read:
        raise Malformed("not the tokens of a subject: one a line, 22 characters each")
    quoted = [b'"' + each.group(2).encode() + b'"' for each in read]
    return {"quoted": quoted, "months": {each.group(1) for each in read if each.group(1)}}


def main(arguments):
    parser = argparse.ArgumentParser(
        description="Verifies evidence from an audit log, offline. Nothing in it is trusted: keys come from you.",
        epilog="Exit codes: 0 VERIFIED or REDACTED-OK, 1 FAILED, 2 wrongly called, 3 VERIFIED-UNWITNESSED, 4 NOT-CHECKED.",
    )
    parser.add_argument("evidence")
    trust_help = "public keys that you trust, one a line: of logs, of roots, of witnesses; may be said again"
    parser.add_argument("--trust", metavar="FILE", action="append", default=[], help=trust_help)
    parser.add_argument("--policy", help="which witnesses must have seen the log (C2SP tlog-policy)")
    parser.add_argument("--complete", help="tokens of one subject: say that these records and no others name it")
    parser.add_argument("--json", action="store_true", help="the verdict as one line of JSON")
    options = parser.parse_args(arguments)

    def own(path, read):
        """What one of the reader's own files says; where it is malformed, its name is said."""
        with open(path, encoding="utf-8", newline="") as file:
            try:
                return read(file.read())
            except (ValueError, Malformed) as error:
                raise Malformed("%s: %s" % (path, error))

    try:
        trust = Trust()
        for path in options.trust:
            own(path, trust.read_keys)
        if options.policy is not None:
            own(options.policy, trust.read_policy)
        tokens = own(options.complete, read_tokens) if options.complete is not None else None
        if os.path.isdir(options.evidence):
            raise Malformed("this is a folder; a whole log is verified by verify.mjs")
        # Who opens a pipe waits for who writes into it, and some devices never end.
        if not stat.S_ISREG(os.stat(options.evidence).st_mode) or os.path.getsize(options.evidence) > LARGEST_FILE:
            raise Malformed("not a file of at most 256 MiB")
        with open(options.evidence, "rb") as file:
            data = file.read()
    except (OSError, ValueError, Malformed) as error:
        print("verify: " + printable(str(error)), file=sys.stderr)
        return WRONG_USAGE
    result = verify(data, trust, tokens)
    try:
        print(json.dumps(result) if options.json else as_text(result), flush=True)
    except OSError as error:
        # What is left would be written again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Who reads may have enough of it (`... | head -1`). What cannot be written down did not fail to verify.
        if not isinstance(error, BrokenPipeError):
            print("verify: " + printable(str(error)), file=sys.stderr)
            return WRONG_USAGE
    return EXIT_CODES[result["verdict"]]


if __name__ == "__main__":
    # None where it is closed.
    if sys.stdout is not None:
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
