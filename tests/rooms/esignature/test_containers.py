# SPDX-License-Identifier: EUPL-1.2
"""ASiC containers: one reading of their files, and no file that nobody signed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from tests.pki import ARCHIVED_AT, Format, How, Leaf, Level, sign, world
from tests.pki import cms as cades
from tests.pki.containers import ASIC, ASICE, ASICS, asic_manifest
from tests.pki.xades import Formats, finish, plan, started
from tests.pki.xml import ENVELOPED, EXCLUSIVE, Reference, serialised
from ugyfelkapu.esignature.containers import LARGEST_MEMBER
from ugyfelkapu.esignature.findings import Code, SubIndication

from . import zip_making as making
from .judging import judged, only, outcome, refused, sample
from .zip_making import NAME, Members

Broken = SubIndication.FORMAT_FAILURE
SHAPES = [Format.ASICE_XADES, Format.ASICE_CADES, Format.ASICS_XADES, Format.ASICS_CADES]
EXTENDED = [Format.ASICE_XADES, Format.ASICE_CADES]
SIGNATURES = "META-INF/signatures0.xml"
SIGNATURE = "META-INF/signature001.p7s"
MANIFEST = "META-INF/ASiCManifest001.xml"
OPEN_MANIFEST = "META-INF/manifest.xml"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_container_packed_anew_is_the_same(shape: Format) -> None:
    assert judged(making.packed(list(making.members(sample(shape)).items()))).accepted


@pytest.mark.parametrize("shape", EXTENDED)
def test_several_signed_files_are_accepted(shape: Format) -> None:
    how = How(files={"Melléklet (1).txt": b"one", "folder/two.txt": b"two"})

    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=how))

    assert report.accepted
    assert {part.name for part in report.payload} == {NAME, "Melléklet (1).txt", "folder/two.txt"}


@pytest.mark.parametrize("shape", EXTENDED)
def test_an_unsigned_file_is_refused(shape: Format) -> None:
    how = How(unsigned_files={"extra.txt": b"extra"})

    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=how))

    assert refused(report, Broken, Code.ASIC_UNSIGNED_FILE)
    assert only(report).coverage.unsigned_items == ("extra.txt",)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_changed_file_is_refused(shape: Format) -> None:
    def change(files: Members) -> None:
        files[NAME] = files[NAME].replace(b"Teszt", b"Tesxt")

    report = judged(making.changed(sample(shape), change))

    assert refused(report, SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


@pytest.mark.parametrize("shape", [Format.ASICE_XADES, Format.ASICS_XADES])
def test_a_missing_file_is_refused(shape: Format) -> None:
    report = judged(making.without_file(sample(shape), NAME))

    assert not report.accepted


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        "Nyilatkozat.pdf",
        "NYILATKOZAT.PDF",
        "nyilatkozat.pdf/",
        "melle\u0301klet.txt",
        "../up.txt",
        "a/../b.txt",
        "/absolute.txt",
        "back\\slash.txt",
        "C:drive.txt",
        "./here.txt",
        "double//slash.txt",
        "line\nbreak.txt",
        "meta-inf/signatures1.xml",
        "Mimetype",
        "\u202egnp.exe",
    ],
)
@pytest.mark.parametrize("shape", EXTENDED)
def test_a_file_has_one_plain_name(shape: Format, name: str) -> None:
    report = judged(making.with_file(sample(shape), name))

    assert refused(report, Broken, Code.ASIC_NAME)


def test_an_unknown_file_beside_the_signatures_is_refused() -> None:
    report = judged(making.with_file(sample(Format.ASICE_XADES), "META-INF/evil.pdf"))

    assert refused(report, Broken, Code.ASIC_UNSIGNED_FILE)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "media_type", [b"application/zip", b"", b"\xff", b"application/vnd.etsi.asic-e+zip2"]
)
def test_a_foreign_media_type_is_refused(shape: Format, media_type: bytes) -> None:
    def change(files: Members) -> None:
        files["mimetype"] = media_type

    assert refused(judged(making.changed(sample(shape), change)), Broken, Code.ASIC_MIMETYPE)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_media_type_comes_first_and_plain(shape: Format) -> None:
    files = list(making.members(sample(shape)).items())

    last = judged(making.packed([*files[1:], files[0]]))
    absent = judged(making.packed(files[1:]))
    packed = judged(making.packed(files, plain=frozenset()))

    for report in (last, absent, packed):
        assert refused(report, Broken, Code.ASIC_MIMETYPE)


def test_the_simple_container_holds_one_file() -> None:
    report = judged(making.with_file(sample(Format.ASICS_XADES), "second.txt"))

    assert refused(report, Broken, Code.ASIC_STRUCTURE)


def test_another_media_type_is_another_container() -> None:
    def simple(files: Members) -> None:
        assert files["mimetype"] == ASICE.encode()
        files["mimetype"] = ASICS.encode()

    report = judged(making.changed(sample(Format.ASICE_CADES), simple))

    assert not report.accepted


FRAMES: dict[str, Callable[[bytes], bytes]] = {
    "bytes before": lambda data: b"PK\x03\x04" + data,
    "bytes behind": lambda data: data + b"more",
    "a second archive behind": lambda data: data + making.packed([("mimetype", ASICE.encode())]),
    "a second archive before": lambda data: making.packed([("a", b"b")]) + data,
    "another name inside": lambda data: making.renamed_inside(data, NAME, "nyilatkozat.PDF"),
    "a false size": lambda data: making.understated(data, NAME, 5),
    "encrypted": lambda data: making.encrypted(data, NAME),
    "a false checksum": lambda data: making.patched(data, making.central(data, NAME) + 16, "<I", 7),
    "a false place": lambda data: making.patched(data, making.central(data, NAME) + 42, "<I", 7),
    "cut off": lambda data: data[:-30],
    "no directory": lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x03"),
}


@pytest.mark.parametrize("spoil", FRAMES.values(), ids=list(FRAMES))
@pytest.mark.parametrize("shape", SHAPES)
def test_an_archive_that_could_be_read_otherwise_is_refused(
    shape: Format, spoil: Callable[[bytes], bytes]
) -> None:
    report = judged(spoil(sample(shape)))

    assert not report.accepted
    assert report.sub_indication is Broken


@pytest.mark.parametrize("before", [b"", b"\x55\x54\x01\x00\x00"])
@pytest.mark.parametrize("everywhere", [True, False])
def test_a_second_name_of_a_file_is_refused(before: bytes, everywhere: bool) -> None:
    data = making.named_again(sample(Format.ASICE_XADES), NAME, "other.pdf", before, everywhere=everywhere)

    assert refused(judged(data), Broken, Code.ASIC_NAME)


def test_a_comment_on_the_archive_is_nobodys_word() -> None:
    files = list(making.members(sample(Format.ASICE_XADES)).items())

    assert judged(making.packed(files, comment=b"mimetype=" + ASICE.encode())).accepted


def test_a_bomb_is_not_unpacked() -> None:
    report = judged(making.bomb(LARGEST_MEMBER + 1))

    assert refused(report, Broken, Code.ASIC_BOMB)


def test_a_crowd_of_files_is_refused() -> None:
    files = [*making.members(sample(Format.ASICE_XADES)).items()]
    crowd = [(f"{number}.txt", b"") for number in range(200)]

    assert refused(judged(making.packed([*files, *crowd])), Broken, Code.ASIC_STRUCTURE)


MANIFESTS: dict[str, Callable[[bytes], bytes]] = {
    "no XML": lambda data: b"nothing",
    "a document type": lambda data: data.replace(b"?>\n", b"?>\n<!DOCTYPE manifest>", 1),
    "another file": lambda data: data.replace(NAME.encode(), b"other.pdf"),
    "no file": lambda data: data.replace(b"file-entry", b"file-Entry"),
    "another root": lambda data: data.replace(b"manifest:manifest", b"manifest:other"),
}


@pytest.mark.parametrize("spoil", MANIFESTS.values(), ids=list(MANIFESTS))
def test_a_list_of_files_that_disagrees_with_the_container_is_refused(
    spoil: Callable[[bytes], bytes],
) -> None:
    def change(files: Members) -> None:
        files[OPEN_MANIFEST] = spoil(files[OPEN_MANIFEST])

    report = judged(making.changed(sample(Format.ASICE_XADES), change))

    assert refused(report, Broken, Code.ASIC_MANIFEST)


def test_a_container_needs_no_list_of_files() -> None:
    assert judged(making.without_file(sample(Format.ASICE_XADES), OPEN_MANIFEST)).accepted


def test_a_signature_needs_one_manifest() -> None:
    def double(files: Members) -> None:
        files["META-INF/ASiCManifest002.xml"] = files[MANIFEST]

    without = judged(making.without_file(sample(Format.ASICE_CADES), MANIFEST))
    twice = judged(making.changed(sample(Format.ASICE_CADES), double))

    assert refused(without, Broken, Code.ASIC_MANIFEST)
    assert refused(twice, Broken, Code.ASIC_MANIFEST)


def test_a_changed_manifest_is_refused() -> None:
    def change(files: Members) -> None:
        files[NAME] = b"other"
        files[MANIFEST] = asic_manifest(SIGNATURE, {NAME: b"other"}, "application/pkcs7-signature")

    report = judged(making.changed(sample(Format.ASICE_CADES), change))

    assert refused(report, SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_manifest_by_a_weak_digest_is_refused() -> None:
    def change(files: Members) -> None:
        files[MANIFEST] = asic_manifest(
            SIGNATURE, {NAME: files[NAME]}, "application/pkcs7-signature", algorithm="sha1"
        )
        files[SIGNATURE] = cades.signed(files[MANIFEST], Level.LT, Leaf.CITIZEN, How(), attached=False)

    report = judged(making.changed(sample(Format.ASICE_CADES), change))

    assert refused(report, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED)


def test_an_archive_manifest_by_a_weak_digest_proves_nothing() -> None:
    def change(files: Members) -> None:
        dated = {name: files[name] for name in (NAME, MANIFEST, SIGNATURE)}
        stamp = "META-INF/timestamp001.tst"
        archive = asic_manifest(stamp, dated, "application/vnd.etsi.timestamp-token", algorithm="sha1")
        files["META-INF/ASiCArchiveManifest.xml"] = archive
        files[stamp] = world().stamp(archive, ARCHIVED_AT)

    report = judged(making.changed(sample(Format.ASICE_CADES, Level.LTA), change))

    assert [stamp.indication for stamp in only(report).timestamps] == ["PASSED", "INDETERMINATE"]


def test_a_manifest_that_names_a_file_twice_is_refused() -> None:
    def change(files: Members) -> None:
        root = etree.fromstring(files[MANIFEST])
        root.append(etree.fromstring(etree.tostring(root[1])))
        files[MANIFEST] = serialised(root)

    assert refused(judged(making.changed(sample(Format.ASICE_CADES), change)), Broken, Code.ASIC_MANIFEST)


def test_a_signature_with_its_own_content_signs_no_file() -> None:
    def change(files: Members) -> None:
        files[SIGNATURE] = cades.signed(b"own content", Level.LT, Leaf.CITIZEN, How(), attached=True)

    report = judged(making.changed(sample(Format.ASICE_CADES), change))

    assert refused(report, Broken, Code.CMS_STRUCTURE)


def test_signatures_under_another_root_are_refused() -> None:
    def change(files: Members) -> None:
        files[SIGNATURES] = files[SIGNATURES].replace(b"asic:XAdESSignatures", b"asic:Others")

    report = judged(making.changed(sample(Format.ASICE_XADES), change))

    assert refused(report, Broken, Code.ASIC_STRUCTURE)


def test_an_archive_manifest_must_fit_what_it_dates() -> None:
    def change(files: Members) -> None:
        archive = "META-INF/ASiCArchiveManifest.xml"
        files[archive] = files[archive].replace(b"DigestValue>", b"DigestValue>A", 1)

    report = judged(making.changed(sample(Format.ASICE_CADES, Level.LTA), change))

    stamps = {stamp.kind: stamp.indication for stamp in only(report).timestamps}
    assert stamps["archive"] == "FAILED"


def test_two_signatures_over_the_same_files_are_accepted() -> None:
    own = sign(Format.ASICE_XADES, Level.LT, Leaf.CITIZEN, b"content")
    other = sign(Format.ASICE_XADES, Level.LT, Leaf.NO_DEVICE, b"content")

    def both(files: Members) -> None:
        files["META-INF/signatures1.xml"] = making.members(other)[SIGNATURES]

    report = judged(making.changed(own, both))

    assert report.accepted
    assert len(report.signatures) == 2


def transformed(transforms: tuple[str, ...]) -> bytes:
    """Return a container with an XML file that was signed in another form than it lies there."""
    name, content = "data.xml", b'<a  b="1"  ></a>'
    made = plan("S0", (Reference(name, transforms),), How(), {name: b'<a b="1"></a>'})
    signature = started(made, Leaf.CITIZEN, Formats(), How())
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
    root.append(signature)
    finish(signature, made, Leaf.CITIZEN, Level.LT, How())
    return making.packed([("mimetype", ASICE.encode()), (name, content), (SIGNATURES, serialised(root))])


def test_an_xml_file_may_be_signed_in_canonical_form() -> None:
    report = judged(transformed((EXCLUSIVE,)))

    assert report.accepted
    assert [bytes(part.content) for part in report.payload] == [b'<a b="1"></a>']
    assert refused(judged(transformed((ENVELOPED,))), Broken, Code.XML_TRANSFORM)
    assert refused(judged(transformed(())), SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_container_without_signatures_is_refused() -> None:
    report = judged(making.without_file(sample(Format.ASICE_XADES), SIGNATURES))

    assert outcome(report) == (Broken, Code.NO_SIGNATURE)


def test_a_container_streamed_by_its_packer_is_accepted() -> None:
    class Streamed(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *args: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    files = making.members(sample(Format.ASICE_XADES))
    out = Streamed()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    assert judged(out.getvalue()).accepted
