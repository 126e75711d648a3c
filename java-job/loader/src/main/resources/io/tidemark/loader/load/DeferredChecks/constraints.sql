set constraints all <mode>
