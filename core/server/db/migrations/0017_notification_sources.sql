-- What notifications ask for every few seconds: the newest decisions of people, and the newest steps of scaling.
CREATE INDEX decision_of_people ON decision (decided_at) WHERE origin = 'person';
CREATE INDEX scaling_event_at ON scaling_event (at);
