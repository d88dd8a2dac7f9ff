"""Which exchanges answer the probing questions of MemoryBank (English): labelled by hand, for the set has no gold.

For each user, in the order of the questions: the numbers of the exchanges (from 0, over all days) that answer. Several
numbers in one set: any of them answers; several sets: all are needed; none: nothing answers, or it is not clear what.
"""

from __future__ import annotations

GOLD: dict[str, list[list[set[int]]]] = {
    "Emily": [[{17}], [{20}], [{32}], [{5}], [{15, 16}], [{26}], [{35, 36}]],
    "Frank": [[{2}], [{15}], [{18}], [{47}], [{50}], [{25}], [{9}]],
    "Lucy": [[{3}], [{10}, {11}], [{6}], [{14}], [{15, 23}], [{21}], [{6}]],
    "Sunny": [[{6}], [{4}], [{25}], [{19}], [{2, 6}], [{15}], [{27}]],
    "Jason": [[{7}], [{13}], [{2, 7}], [{4}], [{20}], [{26}], [{32}]],
    "Linda": [[{42}], [], [{1}, {2}, {3}], [{7}], [{24}], [{19}], [{33}]],
    "John Zhang": [[{4}], [{6}, {7}, {8}], [{5}], [{9}], [], [{15}], [{16}]],
    "Ivy": [[{1}, {2, 3}, {4}], [{34}], [{24}], [{8}], [{3}], [{30}], [{24}]],
    "Henry": [[{1}], [{11}], [{12}], [{24}], [{31, 32}], [{6}], [{17}]],
    "Gary": [[{6}], [{22}], [{26}], [{23}], [{16}, {17}], [{10}], [{19}]],
    "Jack": [[{2}], [{2}], [{32}], [{11}], [{22}], [{18}], [{25}]],
    "Roland": [[{14, 18}], [{15, 19}], [], [{26}], [{7}, {8}], [{2}]],
    "Susan": [[{2}], [{2}], [{14}], [{10}], [{27, 28}]],
    "Luna": [[{8}], [{19}, {20}], [{36}], [{34}], [{10}]],
    "Leo": [[{2}], [{17}], [{18}], [{20}], [{20}], [{23}], [{28, 29}]],
}
