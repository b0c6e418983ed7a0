"""A family asks for a dog and takes it home, without a store."""

import pytest

from services.adoption.applications import rules as applications
from services.adoption.dogs import rules as dogs
from tests.adoption.rows import LAW, NOW, a_dog, an_application


def test_an_approved_dog_goes_home_with_its_family() -> None:
    dog, application = a_dog(listed_at=NOW), an_application()

    approved = applications.approve(dog, application, "staff", NOW, LAW)
    adoption, adopted = applications.adopt(dog, application, "ad1", NOW, "h1")

    assert approved.stay_id == adopted.stay_id == "s1"
    assert adoption.person == adopted.person == "p"
    assert (dog.ours.gone, dog.ours.reserved_for, dog.ours.listed_at) == ("ADOPTED", None, None)
    assert application.status == "ADOPTED"


def test_a_dog_is_kept_for_one_person_only() -> None:
    dog = a_dog()
    applications.approve(dog, an_application(), "staff", NOW, LAW)

    with pytest.raises(dogs.DogNotAdoptable):
        applications.approve(dog, an_application(application_id="a2"), "staff", NOW, LAW)


def test_a_refused_application_frees_the_dog() -> None:
    dog, application = a_dog(), an_application()
    applications.approve(dog, application, "staff", NOW, LAW)

    applications.refuse(dog, application, "改变主意", "staff", NOW)

    assert dog.ours.reserved_for is None
    with pytest.raises(applications.AlreadyDecided):
        applications.refuse(dog, application, "again", "staff", NOW)


def test_no_dog_is_handed_over_unapproved_or_while_somebody_claims_it_or_when_it_is_gone() -> None:
    dog, application = a_dog(), an_application()
    with pytest.raises(applications.NotApproved):
        applications.adopt(dog, application, "ad1", NOW, "h1")
    applications.approve(dog, application, "staff", NOW, LAW)

    dog.ours.open_reclaims = 1
    with pytest.raises(applications.DogClaimed):
        applications.adopt(dog, application, "ad1", NOW, "h1")
    dog.ours.open_reclaims, dog.died_at = 0, NOW
    with pytest.raises(dogs.DogNotInCare):
        applications.adopt(dog, application, "ad1", NOW, "h1")
