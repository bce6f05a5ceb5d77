"""Writes schools.csv, studios.csv and teachers.csv of the demonstration from the short lists in seed.yaml.

Run once, by `python -m songjiao.demo.generate`; the programme reads only the files. The same lists give the same files.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, product
from pathlib import Path
from random import Random
from typing import Any

import yaml

HERE = Path(__file__).parent
DATA = HERE / "data"
SHOWCASE = "330328"  # 文成: the county whose clerks the well-known accounts are, so it gets more teachers
DISTRICT_PREFIXES = {
    "330302": "温州市鹿城区",
    "330303": "温州市龙湾区",
    "330304": "温州市瓯海区",
    "330305": "温州市洞头区",
    "330381": "瑞安市",
    "330382": "乐清市",
    "330383": "龙港市",
}
STAGE_LETTERS = {"学前": "k", "小学": "p", "初中": "m", "高中": "h", "职教": "v", "特教": "s"}
WELL_KNOWN_PRINCIPALS = {"文成县云溪实验小学": ("principal", "赵一平")}
WELL_KNOWN_HOST = ("host", "林晓岚")
WELL_KNOWN_SUBJECT = "语文"

Row = dict[str, str]


@dataclass
class Draw:
    """Everything that is used up while drawing: names, phone numbers, and the order in which they come."""

    seed: Mapping[str, Any]
    random: Random = field(default_factory=lambda: Random(20211029))  # noqa: S311 - names, not secrets
    phones: Iterator[int] = field(default_factory=lambda: iter(range(1000, 10000)))

    def __post_init__(self) -> None:
        names = ["".join(parts) for parts in product(self.seed["surnames"], self.seed["given_names"])]
        taken = {WELL_KNOWN_HOST[1], *(name for _, name in WELL_KNOWN_PRINCIPALS.values())}
        self.random.shuffle(names)
        self.names = iter([name for name in names if name not in taken])

    def phone(self) -> str:
        """A number of the range 190 0000 xxxx, which no operator has given out."""
        return f"1900000{next(self.phones)}"


def write(file: Path, rows: Sequence[Row]) -> None:
    """Write rows as CSV with a header, in UTF-8."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def school_row(draw: Draw, area: str, code: str, name: str, stage: str) -> Row:
    """One school with its principal."""
    login, principal = WELL_KNOWN_PRINCIPALS.get(name, (f"p-{code}", None))
    return {
        "code": code,
        "name": name,
        "area": area,
        "school_levels": "小学、初中" if stage == "初中" and name.endswith("学校") else stage,
        "principal_login": login,
        "principal_name": principal or next(draw.names),
        "principal_phone": draw.phone(),
    }


def schools_of(draw: Draw, area: str, prefix: str, letters: str, counts: Mapping[str, int]) -> list[Row]:
    """So many schools of each stage in one area; no two of a stage share a place."""
    rows = []
    for stage, count in counts.items():
        roots = list(draw.seed["place_roots"])
        draw.random.shuffle(roots)
        if area == SHOWCASE and stage == "小学":
            roots = ["云溪", *(root for root in roots if root != "云溪")]
        kinds = cycle(reversed(draw.seed["school_types"][stage]))
        for number, (root, kind) in enumerate(zip(roots[:count], kinds, strict=False), start=1):
            rows.append(
                school_row(draw, area, f"{letters}-{STAGE_LETTERS[stage]}{number:02}", f"{prefix}{root}{kind}", stage)
            )
    return rows


def host_schools(draw: Draw) -> list[Row]:
    """Schools of the hosts, spread over the districts outside the five counties."""
    shares: dict[str, dict[str, int]] = {area: {} for area in DISTRICT_PREFIXES}
    areas = cycle(DISTRICT_PREFIXES)
    for stage, count in draw.seed["host_schools"].items():
        for _, area in zip(range(count), areas, strict=False):
            shares[area][stage] = shares[area].get(stage, 0) + 1
    return [
        row
        for area, counts in shares.items()
        for row in schools_of(draw, area, DISTRICT_PREFIXES[area], f"d{area[4:]}", counts)
    ]


def county_schools(draw: Draw, counties: Sequence[Mapping[str, str]]) -> list[Row]:
    """A base school for every studio, and half as many again that only send trainees."""
    rows = []
    for county in counties:
        studios = dict(zip(STAGE_LETTERS, draw.seed["studios_by_county"][county["code"]], strict=True))
        counts = {
            stage: count + count // 2 if stage not in ("职教", "特教") else count for stage, count in studios.items()
        }
        rows += schools_of(draw, county["code"], county["name"], county["short"], counts)
    return rows


def tracks(draw: Draw) -> list[str]:
    """The track of each studio, spread evenly: 班主任 and 校长 in fixed numbers, 教师 the rest."""
    total = sum(map(sum, draw.seed["studios_by_county"].values()))
    spread = ["教师"] * total
    for track, count, offset in (
        ("班主任", draw.seed["class_teacher_studios"], 4),
        ("校长", draw.seed["principal_studios"], 7),
    ):
        for number in range(count):
            place = offset + number * total // count
            while spread[place % total] != "教师":
                place += 1
            spread[place % total] = track
    return spread


def of_stage(schools: Sequence[Row], stage: str, area: str | None = None) -> list[Row]:
    """Schools with the stage, in one area or in all."""
    return [school for school in schools if stage in school["school_levels"] and area in (None, school["area"])]


def studio_rows(draw: Draw, hosts: Sequence[Row], schools: Sequence[Row], short: Mapping[str, str]) -> list[Row]:
    """150 studios, each with a host from outside and a base school of its own in the county."""
    spread = iter(tracks(draw))
    titles = {track: cycle(names) for track, names in draw.seed["host_titles"].items()}
    subjects = {stage: cycle(names) for stage, names in draw.seed["subjects"].items()}
    topics = draw.seed["track_subjects"]
    homes = {stage: cycle(of_stage(hosts, stage)) for stage in STAGE_LETTERS}
    rows: list[Row] = []
    for county, counts in draw.seed["studios_by_county"].items():
        bases = [
            (stage, base)
            for stage, count in zip(STAGE_LETTERS, counts, strict=True)
            for base in [s for s in of_stage(schools, stage, county) if s["school_levels"].endswith(stage)][:count]
        ]
        for number, (stage, base) in enumerate(bases, start=1):
            track, code = next(spread), f"{short[county]}{number:02}"
            login, name = WELL_KNOWN_HOST if base["principal_login"] == "principal" else (f"h-{code}", next(draw.names))
            rows.append(
                {
                    "code": code,
                    "county": county,
                    "stage": stage,
                    "track": track,
                    "subject": WELL_KNOWN_SUBJECT if login == "host" else topics.get(track) or next(subjects[stage]),
                    "host_login": login,
                    "host_name": name,
                    "host_phone": draw.phone(),
                    "host_title": next(titles[track]),
                    "host_school": next(homes[stage])["code"],
                    "base_school": base["code"],
                    "soft_cap": "20",
                }
            )
    return rows


def teacher_rows(draw: Draw, studios: Sequence[Row], schools: Sequence[Row]) -> list[Row]:
    """Seventeen teachers for each studio, nineteen in the showcase county, and six more: 2,600."""
    unusual = cycle(draw.seed["unusual_names"])
    rows: list[Row] = []
    for index, studio in enumerate(studios):
        homes = of_stage(schools, studio["stage"], studio["county"])
        for number in range(1, 18 + 2 * (studio["county"] == SHOWCASE) + (index >= len(studios) - 6)):
            home = draw.random.choice(homes)
            own = studio["track"] == "教师" or studio["stage"] in ("学前", "特教")
            subject = studio["subject"] if own else draw.random.choice(draw.seed["subjects"][studio["stage"]])
            rows.append(
                {
                    "login": f"{studio['code']}-t{number:02}",
                    "name": next(unusual) if index % 13 == 5 and number == (9, 17)[index % 2] else next(draw.names),
                    "school": home["code"],
                    "studio": studio["code"],
                    "subject": "学前教育" if studio["stage"] == "学前" else subject,
                    "post": draw.random.choice(draw.seed["posts"][studio["track"]]),
                    "title": draw.random.choice(draw.seed["titles"]),
                    "phone": draw.phone(),
                }
            )
    return rows


def main(folder: Path = DATA) -> None:
    """Write the three files into a folder."""
    draw = Draw(yaml.safe_load((HERE / "seed.yaml").read_text("utf-8")))
    counties = yaml.safe_load((DATA / "areas.yaml").read_text("utf-8"))["counties"]
    hosts, schools = host_schools(draw), county_schools(draw, counties)
    studios = studio_rows(draw, hosts, schools, {county["code"]: county["short"] for county in counties})
    write(folder / "schools.csv", hosts + schools)
    write(folder / "studios.csv", studios)
    write(folder / "teachers.csv", teacher_rows(draw, studios, schools))


if __name__ == "__main__":
    main()
