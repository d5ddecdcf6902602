"""How a person is written in documents: the name and the post in each case, as proposed or as corrected by hand."""

import msgspec

from shared.documents.names import FullName, Gender, decline, gender_of, initials_first, is_female, surname_first
from shared.documents.posts import Case, decline_post


class Cased(msgspec.Struct, frozen=True):
    """A text in the cases that documents use, as corrected by hand; an empty one is proposed."""

    genitive: str = ""
    dative: str = ""
    accusative: str = ""
    instrumental: str = ""

    def corrected(self, case: Case) -> str:
        """Return the text in a case; empty where it is proposed."""
        return str(getattr(self, case, ""))


class Naming(msgspec.Struct, frozen=True):
    """What a person corrected in how somebody is written.

    `name` was said of the name `of_name`, `post` of the post `of_post`: for another name or post it does not hold.
    """

    gender: Gender = ""
    of_name: str = ""
    name: Cased = Cased()
    of_post: str = ""
    post: Cased = Cased()


class Named(msgspec.Struct, frozen=True):
    """The names of a person in a document."""

    name: FullName
    post: str = ""
    naming: Naming = Naming()

    @property
    def gender(self) -> Gender:
        """The gender that was told, else the one that the name tells; "" when somebody has to be asked."""
        return self.naming.gender or gender_of(self.name)

    @property
    def female(self) -> bool:
        """Whether words about the person are feminine."""
        return is_female(self.name, self.naming.gender)

    def kept(self) -> Naming:
        """Return the corrections that hold for this name and this post."""
        naming = self.naming
        return Naming(
            gender=naming.gender,
            of_name=str(self.name),
            name=naming.name if naming.of_name == str(self.name) else Cased(),
            of_post=self.post,
            post=naming.post if naming.of_post == self.post else Cased(),
        )

    def name_in(self, case: Case) -> str:
        """Return the full name in a case."""
        return self.kept().name.corrected(case) or str(decline(self.name, case, self.naming.gender))

    def short_in(self, case: Case) -> str:
        """Return the surname in a case with the initials: «Вершинину О. П.»."""
        words = self.name_in(case).split(" ")
        surname = " ".join(words[: len(self.name.surname.split())])
        return surname_first(msgspec.structs.replace(self.name, surname=surname))

    def read_short(self, wording: str, case: Case) -> tuple[str, str] | None:
        """Return the name and the post in a case that a wording gives; None for one of another kind.

        The wording is the surname with initials and, after a comma, the post: «Вершинину О. П., заместителя директора».
        """
        short, _, post = wording.partition(",")
        words, own = short.split(), len(self.name.surname.split())
        surname, initials = words[:own], "".join(words[own:])
        if initials != "".join(initials_first(self.name).removesuffix(self.name.surname).split()):
            return None
        if [word[:1] for word in surname] != [word[:1] for word in self.name.surname.split()]:
            return None
        name = decline(self.name, case, self.naming.gender)
        return str(msgspec.structs.replace(name, surname=" ".join(surname))), post.strip()

    def post_in(self, case: Case) -> str:
        """Return the post in a case."""
        return self.kept().post.corrected(case) or decline_post(self.post, case)

    def cased(self, case: Case) -> str:
        """Return the name in a case, the post after it: «Шубиной Ларисы Викторовны, преподавателя»."""
        return ", ".join(filter(None, (self.name_in(case), self.post_in(case))))
