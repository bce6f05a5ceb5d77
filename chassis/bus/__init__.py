"""Events and commands over NATS: relay and consumers, questions and answers."""
