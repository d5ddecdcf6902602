"""How coverage is said: the college's card and the region's pages use one sentence for one figure. Pure."""

from shared.words import plural

# What counts as covered, for the note beside the figure (Положение, п. 4.1.3).
MEANING = "В работающей паре или с завершённой программой; предложенная пара ещё не считается."


def covered_in_words(covered: int, needing: int) -> str:
    """Say how many of the people who need a mentor are covered, without a full stop; `needing` is at least one."""
    if needing == 1:
        return "Единственный педагог, которому нужен наставник, охвачен" if covered else "Пока не охвачен никто"
    people = f"{needing}\N{NO-BREAK SPACE}{plural(needing, 'педагога', 'педагогов', 'педагогов')}"
    if covered == needing:
        return f"Охвачены все {needing}, кому нужен наставник"
    if covered == 0:
        return f"Пока не охвачен никто из {people}, которым нужен наставник"
    return f"{plural(covered, 'Охвачен', 'Охвачены', 'Охвачено')} {covered} из {people}, которым нужен наставник"
