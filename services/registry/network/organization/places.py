"""Where an organization may be: the municipalities of Altai krai and the time zones of Russia, as data."""

import msgspec


class Municipality(msgspec.Struct, frozen=True):
    """A municipality of the region: its code and its title."""

    code: str
    title: str


CITIES = {
    "aleysk": "Алейск",
    "barnaul": "Барнаул",
    "belokurikha": "Белокуриха",
    "biysk": "Бийск",
    "zarinsk": "Заринск",
    "novoaltaysk": "Новоалтайск",
    "rubtsovsk": "Рубцовск",
    "slavgorod": "Славгород",
    "yarovoe": "Яровое",
}

DISTRICTS = {
    "aleysky": "Алейский",
    "altaysky": "Алтайский",
    "baevsky": "Баевский",
    "biysky": "Бийский",
    "blagoveshchensky": "Благовещенский",
    "burlinsky": "Бурлинский",
    "bystroistoksky": "Быстроистокский",
    "volchikhinsky": "Волчихинский",
    "yegoryevsky": "Егорьевский",
    "yeltsovsky": "Ельцовский",
    "zavyalovsky": "Завьяловский",
    "zalesovsky": "Залесовский",
    "zarinsky": "Заринский",
    "zmeinogorsky": "Змеиногорский",
    "zonalny": "Зональный",
    "kalmansky": "Калманский",
    "kamensky": "Каменский",
    "klyuchevsky": "Ключевский",
    "kosikhinsky": "Косихинский",
    "krasnogorsky": "Красногорский",
    "krasnoshchyokovsky": "Краснощёковский",
    "krutikhinsky": "Крутихинский",
    "kulundinsky": "Кулундинский",
    "kuryinsky": "Курьинский",
    "kytmanovsky": "Кытмановский",
    "loktevsky": "Локтевский",
    "mamontovsky": "Мамонтовский",
    "mikhaylovsky": "Михайловский",
    "nemetsky": "Немецкий национальный",
    "novichikhinsky": "Новичихинский",
    "pavlovsky": "Павловский",
    "pankrushikhinsky": "Панкрушихинский",
    "pervomaysky": "Первомайский",
    "petropavlovsky": "Петропавловский",
    "pospelikhinsky": "Поспелихинский",
    "rebrikhinsky": "Ребрихинский",
    "rodinsky": "Родинский",
    "romanovsky": "Романовский",
    "rubtsovsky": "Рубцовский",
    "smolensky": "Смоленский",
    "sovetsky": "Советский",
    "soloneshensky": "Солонешенский",
    "soltonsky": "Солтонский",
    "suetsky": "Суетский",
    "tabunsky": "Табунский",
    "talmensky": "Тальменский",
    "togulsky": "Тогульский",
    "topchikhinsky": "Топчихинский",
    "tretyakovsky": "Третьяковский",
    "troitsky": "Троицкий",
    "tyumentsevsky": "Тюменцевский",
    "uglovsky": "Угловский",
    "ust-kalmansky": "Усть-Калманский",
    "ust-pristansky": "Усть-Пристанский",
    "khabarsky": "Хабарский",
    "tselinny": "Целинный",
    "charyshsky": "Чарышский",
    "shelabolikhinsky": "Шелаболихинский",
    "shipunovsky": "Шипуновский",
}

MUNICIPALITIES = (
    *(Municipality(code, f"город {name}") for code, name in CITIES.items()),
    Municipality("zato-sibirsky", "ЗАТО Сибирский"),
    *(Municipality(code, f"{name} район") for code, name in DISTRICTS.items()),
)

ZONES = {
    "Asia/Barnaul": "Барнаул, Алтайский край (UTC+7)",
    "Europe/Kaliningrad": "Калининград (UTC+2)",
    "Europe/Moscow": "Москва (UTC+3)",
    "Europe/Samara": "Самара (UTC+4)",
    "Asia/Yekaterinburg": "Екатеринбург (UTC+5)",
    "Asia/Omsk": "Омск (UTC+6)",
    "Asia/Novosibirsk": "Новосибирск (UTC+7)",
    "Asia/Tomsk": "Томск (UTC+7)",
    "Asia/Novokuznetsk": "Кемерово, Новокузнецк (UTC+7)",
    "Asia/Krasnoyarsk": "Красноярск (UTC+7)",
    "Asia/Irkutsk": "Иркутск (UTC+8)",
    "Asia/Yakutsk": "Якутск (UTC+9)",
    "Asia/Chita": "Чита (UTC+9)",
    "Asia/Vladivostok": "Владивосток (UTC+10)",
    "Asia/Magadan": "Магадан (UTC+11)",
    "Asia/Sakhalin": "Южно-Сахалинск (UTC+11)",
    "Asia/Srednekolymsk": "Среднеколымск (UTC+11)",
    "Asia/Kamchatka": "Петропавловск-Камчатский (UTC+12)",
    "Asia/Anadyr": "Анадырь (UTC+12)",
}
