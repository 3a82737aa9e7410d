"""`python -m benchmarks.segmentation`: the word segmenters against a gold segmentation, and their speed.

The gold words are the test set of VLSP 2013 (https://vlsp.org.vn), which the package underthesea contains as the output
of its part-of-speech tagger: one word and its two tags per line, a blank line after each sentence. Nothing is copied
from it. The text given to a segmenter is the sentence with a space between any two tokens.
"""

import argparse
import time
from importlib.resources import files
from itertools import accumulate

from newsarchive.language.words import segmenter

_GOLD = "pipeline/pos_tag/models/pos_crf_vlsp2013_20230303/test_output.txt"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.segmentation", description=__doc__)
    parser.add_argument("segmenters", nargs="*", default=["underthesea", "pyvi"])
    parser.add_argument("--sentences", type=int, help="only the first N sentences")
    args = parser.parse_args()
    gold = gold_sentences()[: args.sentences]
    print(f"{len(gold):,} sentences, {sum(map(len, gold)):,} words, {sum(map(syllables, gold)):,} syllables")
    baselines = {"each syllable a word": str.split}
    for name in args.segmenters:
        baselines[name] = segmenter(name)
    for name, tokenize in baselines.items():
        start = time.process_time()
        found = [tokenize(" ".join(words)) for words in gold]
        seconds = time.process_time() - start
        precision, recall = agreement(gold, found)
        f1 = 2 * precision * recall / (precision + recall)
        speed = sum(map(syllables, gold)) / seconds
        print(f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}, {speed:,.0f} syllables/s")


def gold_sentences():
    """Return the sentences as lists of words; a word's syllables are separated by spaces."""
    text = (files("underthesea") / _GOLD).read_text("utf-8")
    sentences = [[line.split("\t")[0] for line in part.splitlines()] for part in text.split("\n\n")]
    return [words for words in sentences if words]


def syllables(words):
    return sum(len(word.split()) for word in words)


def agreement(gold, found):
    """Return precision and recall of the words in *found*, each compared by its position in the text."""
    right = total = expected = 0
    for words, tokens in zip(gold, found, strict=True):
        wanted, got = spans(words), spans(tokens)
        right += len(wanted & got)
        total += len(got)
        expected += len(wanted)
    return right / total, right / expected


def spans(words):
    """Return begin and end of each of *words*, in characters without spaces, so that only the segmentation counts."""
    ends = list(accumulate(len("".join(word.replace("_", " ").split())) for word in words))
    return set(zip([0, *ends], ends, strict=False))


if __name__ == "__main__":
    main()
