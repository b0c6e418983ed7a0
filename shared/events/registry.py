"""Said by the registry: who this dog is."""

from datetime import date

from shared.events.event import DOG, STAY, Event, published


@published(
    by="registry",
    type="cn.qingcheng.dog.vaccinated.v1",
    audience="public",
    public="dog_id vaccination_id disease product manufacturer batch_no valid_until",
    example={"dog_id": DOG, "vaccination_id": STAY, "disease": "rabies", "product": "狂犬病灭活疫苗",
             "manufacturer": "示例生物", "batch_no": "20260501", "valid_until": "2027-07-13"},
)  # fmt: skip
class DogVaccinated(Event):
    """The dog is vaccinated, and the vaccination counts to the end of `valid_until`."""

    dog_id: str
    vaccination_id: str
    disease: str = "rabies"
    product: str
    manufacturer: str
    batch_no: str
    valid_until: date
