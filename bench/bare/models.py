"""The portal's own tables, with no more of them than the bare pages read."""

from django.db import models


class City(models.Model):
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    population = models.PositiveIntegerField()
    offers = models.TextField()

    class Meta:
        managed = False
        db_table = "cities_city"


class Cohort(models.Model):
    slug = models.SlugField()

    class Meta:
        managed = False
        db_table = "cohorts_cohort"


class Participation(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.DO_NOTHING)
    city = models.ForeignKey(City, on_delete=models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "cohorts_participation"


class Requirement(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.DO_NOTHING)
    short_name = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()

    class Meta:
        managed = False
        db_table = "milestones_requirement"


class Obligation(models.Model):
    participation = models.ForeignKey(Participation, on_delete=models.DO_NOTHING)
    requirement = models.ForeignKey(Requirement, on_delete=models.DO_NOTHING)
    state = models.CharField(max_length=10)
    effective_due_on = models.DateField()

    class Meta:
        managed = False
        db_table = "milestones_obligation"


class Deliverable(models.Model):
    obligation = models.OneToOneField(Obligation, on_delete=models.DO_NOTHING, primary_key=True)
    state = models.CharField(max_length=15)

    class Meta:
        managed = False
        db_table = "deliverables_deliverable"
