"""The line scorer: how probable it is that a line belongs to the article (needs numpy).

arrays             types of arrays, and lists of hashes of different lengths
characters         the class of each character
lines              what is counted in the lines of a text
features           a feature: its name, its name for users, and the function that computes it
text_features      features of lines by their characters, words and position
markup_features    features of lines by the HTML around them
network            the neural network: from features to the probability of each role
compiled_network   a network's weights for the compiled module
attribution        which features speak against a line: gradient × input
model_file         model files, and the check that they fit the features
cutoff             from probabilities to the lines that stay
page               which lines of a page to exclude, and why
article_features   features of the lines of an article's text
article_context    what the network says of a whole text, as features of each line
compiled_lines     the lines of an article's text, counted by the compiled module
second_look        how sure the network is of a line, in view of them
article_vetoes     lines that the scorer may not remove
glance             whether a text is worth scoring
categories         categories of boilerplate, and the ids of their rules
article            lines of an article's text that are boilerplate, and how sure one must be
residue            the rules `residue.*`
"""
