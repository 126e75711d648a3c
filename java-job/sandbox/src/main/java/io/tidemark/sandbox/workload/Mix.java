package io.tidemark.sandbox.workload;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How often what happens.
 *
 * @param weights of each behaviour; what is not named does not happen
 */
public record Mix(Map<Behaviour, Integer> weights) {

    /** Refuses a mix of nothing. */
    public Mix {
        weights = Map.copyOf(weights);
        if (weights.values().stream().anyMatch(weight -> weight < 0)
                || weights.values().stream().mapToInt(Integer::intValue).sum() == 0) {
            throw new IllegalArgumentException("weights must not be negative, and one must not be 0: " + weights);
        }
    }

    /** A bit of everything. */
    public static Mix usual() {
        Map<Behaviour, Integer> all = new EnumMap<>(Behaviour.class);
        for (Behaviour behaviour : Behaviour.values()) {
            all.put(behaviour, behaviour.weight());
        }
        return new Mix(all);
    }

    /** The same with another weight of one behaviour. */
    public Mix with(Behaviour behaviour, int weight) {
        Map<Behaviour, Integer> all = new EnumMap<>(Behaviour.class);
        all.putAll(weights);
        all.put(behaviour, weight);
        return new Mix(all);
    }

    Behaviour choose(RandomGenerator random) {
        int place = random.nextInt(
                weights.values().stream().mapToInt(Integer::intValue).sum());
        for (Behaviour behaviour : Behaviour.values()) {
            place -= weights.getOrDefault(behaviour, 0);
            if (place < 0) {
                return behaviour;
            }
        }
        throw new IllegalStateException("the weights do not add up to their sum");
    }
}
