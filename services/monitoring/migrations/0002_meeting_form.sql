-- A meeting says since its second version how it was held; null where it was told before.
alter table meeting add column form text;
