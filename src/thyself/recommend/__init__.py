"""Recommend: items for one person, with the person's own evidence for each."""

from thyself.recommend.account import Account, Because
from thyself.recommend.asking import AtRandom, Never, Question, WhenWorth
from thyself.recommend.avoid import Avoidance, avoided
from thyself.recommend.batch import Lists, everybody, learned
from thyself.recommend.behaviour import Behaviour
from thyself.recommend.blend import Blend, load_blend, save_blend
from thyself.recommend.choosing import Suggestion, Wishes, best, chosen
from thyself.recommend.clicked import ClickRanker, Features, Moments
from thyself.recommend.clusters import OnlineClusters, kmeans
from thyself.recommend.columns import Event, Histories, History, Interactions
from thyself.recommend.concepts import Concepts
from thyself.recommend.content import Content
from thyself.recommend.conversation import Conversation, Offer, Reply, Talk, talk_about, with_models
from thyself.recommend.dlrm import DLRM, Bags, Clicks, Shape
from thyself.recommend.ease import EASE
from thyself.recommend.enrich import Added, Enriched, SharedWords, Written, important
from thyself.recommend.explore import Explore, Leaning, Shown, met
from thyself.recommend.fitted import Explanation, Fitted, Reason, fit
from thyself.recommend.fresh import Fresh, taken
from thyself.recommend.graph_encoder import GraphEncoder
from thyself.recommend.graph_towers import GraphTowers, Plain
from thyself.recommend.hearing import ByModel, ByRules
from thyself.recommend.ials import IALS
from thyself.recommend.interactions import Interaction, interactions
from thyself.recommend.item_graph import Balanced, ItemGraph, Linking, Sampler, Uniform
from thyself.recommend.keeping import load, save
from thyself.recommend.makers import Favour, Made, Metrics, Roster, made_anew, ranked, shortlist
from thyself.recommend.mixture import OnlineMixture
from thyself.recommend.neighbours import ItemKNN, RP3Beta, Transitions, markov
from thyself.recommend.popular import DecayedPopularity
from thyself.recommend.preferences import Heard, Kinds, Preferences, Rule, Stated
from thyself.recommend.questions import Questions, top_lists
from thyself.recommend.rank import Interest, Recommender, Taste, Weights, as_evidence
from thyself.recommend.rating import Parts, Rater
from thyself.recommend.reading import read
from thyself.recommend.reviews import ReviewRanking, ReviewTerms, Visitor, read_reviews
from thyself.recommend.sasrec import SASRec
from thyself.recommend.scorer import Scorer, Terms
from thyself.recommend.search import Hits, Scan, Search, Whole
from thyself.recommend.segments import Lookalike, Segment, SegmentPopularity, Segments, Trait, lookalikes
from thyself.recommend.simulated import Simulated, told_apart
from thyself.recommend.towers import Training, TwoTower
from thyself.recommend.tuning import FAMILIES, Plan, Tuned, inner_split, tune
from thyself.recommend.ways import Alike, Meant, Named, Popular, Searched, Titles
from thyself.recommend.weighing import weighed
from thyself.recommend.workers import Here, RayCluster, Workers

__all__ = [
    "DLRM",
    "EASE",
    "FAMILIES",
    "IALS",
    "Account",
    "Added",
    "Alike",
    "AtRandom",
    "Avoidance",
    "Bags",
    "Balanced",
    "Because",
    "Behaviour",
    "Blend",
    "ByModel",
    "ByRules",
    "ClickRanker",
    "Clicks",
    "Concepts",
    "Content",
    "Conversation",
    "DecayedPopularity",
    "Enriched",
    "Event",
    "Explanation",
    "Explore",
    "Favour",
    "Features",
    "Fitted",
    "Fresh",
    "GraphEncoder",
    "GraphTowers",
    "Heard",
    "Here",
    "Histories",
    "History",
    "Hits",
    "Interaction",
    "Interactions",
    "Interest",
    "ItemGraph",
    "ItemKNN",
    "Kinds",
    "Leaning",
    "Linking",
    "Lists",
    "Lookalike",
    "Made",
    "Meant",
    "Metrics",
    "Moments",
    "Named",
    "Never",
    "Offer",
    "OnlineClusters",
    "OnlineMixture",
    "Parts",
    "Plain",
    "Plan",
    "Popular",
    "Preferences",
    "Question",
    "Questions",
    "RP3Beta",
    "Rater",
    "RayCluster",
    "Reason",
    "Recommender",
    "Reply",
    "ReviewRanking",
    "ReviewTerms",
    "Roster",
    "Rule",
    "SASRec",
    "Sampler",
    "Scan",
    "Scorer",
    "Search",
    "Searched",
    "Segment",
    "SegmentPopularity",
    "Segments",
    "Shape",
    "SharedWords",
    "Shown",
    "Simulated",
    "Stated",
    "Suggestion",
    "Talk",
    "Taste",
    "Terms",
    "Titles",
    "Training",
    "Trait",
    "Transitions",
    "Tuned",
    "TwoTower",
    "Uniform",
    "Visitor",
    "Weights",
    "WhenWorth",
    "Whole",
    "Wishes",
    "Workers",
    "Written",
    "as_evidence",
    "avoided",
    "best",
    "chosen",
    "everybody",
    "fit",
    "important",
    "inner_split",
    "interactions",
    "kmeans",
    "learned",
    "load",
    "load_blend",
    "lookalikes",
    "made_anew",
    "markov",
    "met",
    "ranked",
    "read",
    "read_reviews",
    "save",
    "save_blend",
    "shortlist",
    "taken",
    "talk_about",
    "told_apart",
    "top_lists",
    "tune",
    "weighed",
    "with_models",
]
