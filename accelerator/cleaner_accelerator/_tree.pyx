# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The walk over a page's tree, on the nodes of libxml2 themselves.

`cleaner.page.walk.plain` is the same in Python, and says why each thing is done. What a page has few
of (notes, formulas, embeds, listings) is done by the functions of that package; only for these are
elements made.
"""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_DecodeUTF8, PyUnicode_KIND, PyUnicode_READ
from libc.string cimport strcmp, strlen, strstr
from lxml.includes.etreepublic cimport (
    _Document,
    _Element,
    attributeValue,
    elementFactory,
    import_lxml__etree,
    namespacedName,
    tailOf,
    textOf,
)
from lxml.includes.tree cimport const_xmlChar, xmlAttr, xmlNode

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)
    bint PyUnicode_IS_ASCII(object text)
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)
    void PyUnicode_WRITE(int kind, void* data, Py_ssize_t at, Py_UCS4 character)

cdef extern from "libxml/tree.h":
    enum:
        XML_ELEMENT_NODE
        XML_TEXT_NODE
        XML_CDATA_SECTION_NODE
        XML_ENTITY_REF_NODE
        XML_PI_NODE
        XML_COMMENT_NODE
        XML_XINCLUDE_START
        XML_XINCLUDE_END

import_lxml__etree()

# What a tag is, combined by `|`.
INLINE = 1
NEVER_INLINE = 2
UNSEEN = 4
LOOKED_AT = 8  # unseen, but the walk looks at it
OF_TABLES = 16
OF_LISTINGS = 32
NAMED = 64
ATOM = 128
SHAPING = 256
NOTED = 512

cdef enum:
    _INLINE = 1
    _NEVER_INLINE = 2
    _UNSEEN = 4
    _LOOKED_AT = 8
    _OF_TABLES = 16
    _OF_LISTINGS = 32
    _NAMED = 64
    _ATOM = 128
    _SHAPING = 256
    _NOTED = 512

# What an attribute may say.
cdef enum:
    _SPEAKS = 1
    _LANGUAGE = 2

cdef Py_ssize_t _LONGEST = 1_000  # characters of an attribute
cdef int _MOST_INLINE = 12  # inline elements of a block
cdef unsigned short _MOST_LINES = 65_535  # what a node can count


cdef class _Tag:
    """The name of an element, and what it is."""

    cdef str name
    cdef int flags
    cdef object style  # of the text in it; None for none
    cdef tuple names  # of an element without attributes
    cdef object traits  # of such a one


cdef class _Open:
    """An element that is being read, with its next child."""

    cdef xmlNode* node
    cdef xmlNode* child
    cdef object container
    cdef tuple styles
    cdef bint in_link
    cdef bint is_container


cdef inline bint _is_node(xmlNode* node) noexcept:
    """Whether lxml has an element, comment or the like for a node."""
    return (
        node.type == XML_ELEMENT_NODE
        or node.type == XML_COMMENT_NODE
        or node.type == XML_ENTITY_REF_NODE
        or node.type == XML_PI_NODE
    )


cdef inline xmlNode* _from(xmlNode* node) noexcept:
    """The first of a node and those after it that lxml has an element for."""
    while node != NULL and not _is_node(node):
        node = node.next
    return node


cdef inline bint _is_text(xmlNode* node) noexcept:
    return (
        node.type == XML_TEXT_NODE
        or node.type == XML_CDATA_SECTION_NODE
        or node.type == XML_XINCLUDE_START
        or node.type == XML_XINCLUDE_END
    )


cdef inline bint _is_blank(const unsigned char* text) noexcept:
    """Whether a text is nothing but spaces of ASCII."""
    while text[0] != 0:
        if text[0] > 32 or not (text[0] == 32 or 9 <= text[0] <= 13):
            return False
        text += 1
    return True


cdef inline str _decoded(const_xmlChar* text):
    return PyUnicode_DecodeUTF8(<const char*>text, strlen(<const char*>text), NULL)


cdef inline xmlAttr* _attribute(xmlNode* node, const char* name) noexcept:
    cdef xmlAttr* one = <xmlAttr*>node.properties
    while one != NULL:
        if one.ns == NULL and strcmp(<const char*>one.name, name) == 0:
            return one
        one = one.next
    return NULL


cdef inline str _value(xmlNode* node, xmlAttr* attribute):
    cdef xmlNode* text = attribute.children
    if text == NULL:
        return ""
    if text.next == NULL and text.type == XML_TEXT_NODE:
        return "" if text.content == NULL else _decoded(text.content)
    return attributeValue(node, attribute)


cdef inline str _get(xmlNode* node, const char* name):
    """An attribute of an element; None if it has no such one."""
    cdef xmlAttr* attribute = _attribute(node, name)
    return None if attribute == NULL else _value(node, attribute)


cdef inline str _cut(str text):
    return text[:_LONGEST] if len(text) > _LONGEST else text


cdef str _text_from(xmlNode* node, bint blank):
    """The text of a text node and those right after it; None for none.

    Unless `blank`, None also for nothing but spaces.
    """
    cdef str text
    if node == NULL or not _is_text(node):
        return None
    if node.type == XML_TEXT_NODE and (node.next == NULL or not _is_text(node.next)):
        if node.content == NULL or (not blank and _is_blank(node.content)):
            return None
        text = _decoded(node.content)
    elif node.prev != NULL:
        text = tailOf(node.prev)
    else:
        text = textOf(node.parent)
    if text is None or (not blank and text.isspace()):
        return None
    return text


cdef Py_ssize_t _stripped(str text):
    """The length of a text without the spaces at its ends."""
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t start = 0, end = len(text)
    while start < end and Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, start)):
        start += 1
    while end > start and Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, end - 1)):
        end -= 1
    return end - start


cpdef str collapse(str text):
    """A text with single spaces only, and none at its ends: `" ".join(text.split())`."""
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, size = len(text), length = 0
    cdef bint after_space = True, is_same = True
    cdef Py_UCS4 character
    for at in range(size):
        character = PyUnicode_READ(kind, data, at)
        if Py_UNICODE_ISSPACE(character):
            if after_space or character != 32:
                is_same = False
                if after_space:
                    continue
            after_space = True
        else:
            after_space = False
        length += 1
    if length and after_space:
        is_same = False
        length -= 1
    if is_same:
        return text
    if not length:
        return ""
    if kind != 1:
        return " ".join(text.split())
    cdef object out = PyUnicode_New(length, 127 if PyUnicode_IS_ASCII(text) else 255)
    cdef void* written = PyUnicode_DATA(out)
    cdef Py_ssize_t place = 0
    cdef unsigned int most = 0
    after_space = True
    for at in range(size):
        character = PyUnicode_READ(kind, data, at)
        if Py_UNICODE_ISSPACE(character):
            if after_space:
                continue
            after_space = True
            character = 32
        else:
            after_space = False
        if place == length:
            break
        PyUnicode_WRITE(kind, written, place, character)
        most |= <unsigned int>character
        place += 1
    if most < 128 and not PyUnicode_IS_ASCII(text):
        return " ".join(text.split())  # a text of ASCII has another form
    return out


cdef bint _has_invisible(str text):
    """Whether a text has any of the characters that `cleaner.page.runs.visible` looks for."""
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at
    cdef Py_UCS4 character
    for at in range(len(text)):
        character = PyUnicode_READ(kind, data, at)
        if character == 0xAD or character == 0x2060 or character == 0xFEFF or character == 0x200B:
            return True
    return False


cdef Py_ssize_t _count_words(str text):
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, size = len(text), words = 1
    for at in range(size):
        if PyUnicode_READ(kind, data, at) == 32:
            words += 1
    if words < 4 and size > 20 and not PyUnicode_IS_ASCII(text):
        return max(words, size // 4)
    return words


cdef bint _is_nothing(xmlNode* node, _Tag tag) noexcept:
    """Whether an element without text is surely no embed: a script in the page, an icon."""
    if tag.name == "script":
        return node.properties == NULL
    return tag.name == "svg" and _attribute(node, "width") == NULL


cdef tuple _shared(tuple first, tuple second):
    if first is second:
        return first
    cdef Py_ssize_t shared = 0, most = min(len(first), len(second))
    while shared < most and first[shared] == second[shared]:
        shared += 1
    return first[:shared]


cdef class Reader:
    """Reads trees. `tags` says of each tag what it is, `styles` which style the text in it has.

    `used` are the functions and constants that `cleaner.page.walk.plain` uses, too, by name.
    """

    cdef dict flags
    cdef dict styles
    cdef object Block, Container, Run, Style
    cdef object visible, boilerplate_rule, own_traits, traits_of_tag, inherited_by
    cdef object is_note_text, is_listing, is_answer, is_title, hides, shows, with_style
    cdef object holds_blocks, embed_marked, quoted_post, opens_answer, shadow_root
    cdef object is_in_line, atom, note_text, set_apart, unseen
    cdef object inherited_from, note_embed, end_of_table
    cdef object flush, boilerplate_in_line, notes_in_line, read_listing
    cdef object items, headings, set_apart_in, speaking, language_names, no_traits, hidden
    cdef tuple line_break, no_styles
    cdef int deepest
    cdef object made  # makes a named tuple of its fields

    def __init__(self, dict tags, dict styles, dict used):
        self.flags = tags
        self.styles = styles
        self.Block = used["Block"]
        self.Container = used["Container"]
        self.Run = used["Run"]
        self.Style = used["Style"]
        self.visible = used["visible"]
        self.boilerplate_rule = used["boilerplate_rule"]
        self.own_traits = used["own_traits"]
        self.traits_of_tag = used["traits_of_tag"]
        self.inherited_by = used["inherited_by"]
        self.is_note_text = used["is_note_text"]
        self.is_listing = used["is_listing"]
        self.is_answer = used["is_answer"]
        self.is_title = used["is_title"]
        self.hides = used["hides"]
        self.shows = used["shows"]
        self.with_style = used["with_style"]
        self.holds_blocks = used["holds_blocks"]
        self.embed_marked = used["embed_marked"]
        self.quoted_post = used["quoted_post"]
        self.opens_answer = used["opens_answer"]
        self.is_in_line = used["is_in_line"]
        self.atom = used["atom"]
        self.note_text = used["note_text"]
        self.set_apart = used["set_apart"]
        self.unseen = used["unseen"]
        self.inherited_from = used["inherited_from"]
        self.note_embed = used["note_embed"]
        self.end_of_table = used["end_of_table"]
        self.flush = used["flush"]
        self.boilerplate_in_line = used["boilerplate_in_line"]
        self.notes_in_line = used["notes_in_line"]
        self.read_listing = used["read_listing"]
        self.items = used["ITEMS"]
        self.headings = used["HEADINGS"]
        self.set_apart_in = used["SET_APART"]
        self.speaking = used["SPEAKING"]
        self.language_names = used["LANGUAGE_NAMES"]
        self.shadow_root = used["SHADOW_ROOT"]
        self.no_traits = used["NO_TRAITS"]
        self.hidden = used["HIDDEN"]
        self.line_break = used["LINE_BREAK"]
        self.no_styles = used["NO_STYLES"]
        self.deepest = used["DEEPEST"]
        self.made = tuple.__new__

    def read(self, walk, _Element root, container):
        """Make blocks of what is in an element, whose container is given."""
        cdef _Reading reading = _Reading.__new__(_Reading)
        reading.of = self
        reading.walk = walk
        reading.doc = root._doc
        reading.blocks = walk.blocks
        reading.containers = walk.containers
        reading.pieces = walk.pieces
        reading.inline = walk.inline
        reading.quotes = walk.quotes
        reading.tags = {}
        reading.attributes = {}
        reading.known = walk.known
        reading.begun = walk.begun
        reading.read(root._c_node, container)


cdef class _Reading:
    """One walk over a tree, or over an element in it."""

    cdef Reader of
    cdef object walk
    cdef _Document doc
    cdef list blocks, containers, pieces, inline
    cdef tuple quotes
    cdef dict tags, attributes, known
    cdef set begun
    cdef bint names_language

    cdef _Tag tag_of(self, xmlNode* node):
        key = <size_t>node.name ^ <size_t>node.ns
        found = self.tags.get(key)
        if found is not None:
            return <_Tag>found
        cdef _Tag tag = _Tag.__new__(_Tag)
        tag.name = namespacedName(node)
        tag.flags = self.of.flags.get(tag.name, 0)
        tag.style = self.of.styles.get(tag.name)
        tag.names = (tag.name, "", "", "", "")
        tag.traits = self.of.traits_of_tag(tag.name)
        self.tags[key] = tag
        return tag

    cdef int said_by(self, xmlAttr* attribute) except -1:
        """Whether an attribute may say that an element is hidden, an embed, or its language."""
        key = <size_t>attribute.name
        found = self.attributes.get(key)
        if found is None:
            name = _decoded(attribute.name)
            found = self.attributes[key] = (_SPEAKS if name in self.of.speaking else 0) | (
                _LANGUAGE if name in self.of.language_names else 0
            )
        return found

    cdef _Element element(self, xmlNode* node):
        return elementFactory(self.doc, node)

    cdef int add_text(self, xmlNode* text, tuple styles, bint in_link) except -1:
        """Add a text to the line, or begin one with it if it is not blank."""
        found = _text_from(text, len(self.pieces) > 0)
        if found is not None and len(<str>found):
            self.pieces.append((found, styles))
            if in_link:
                self.walk.linked += _stripped(<str>found)
        return 0

    cdef int read(self, xmlNode* root, container) except -1:
        cdef list stack = [self.opened(root, container, self.of.no_styles, False, True)]
        cdef list pieces = self.pieces
        cdef _Open one, inner
        cdef xmlNode* node
        while stack:
            one = <_Open>stack[len(stack) - 1]
            inner = None
            while one.child != NULL:
                node = one.child
                one.child = _from(node.next)
                if node.type == XML_ELEMENT_NODE:
                    inner = self.child(node, one)
                    if inner is not None:
                        break
                if node.next != NULL:
                    self.add_text(node.next, one.styles, one.in_link)
            if inner is not None:
                stack.append(inner)
                continue
            stack.pop()
            if one.is_container:
                if pieces:
                    self.flush(one.container)
                if self.tag_of(one.node).flags & _OF_TABLES:
                    self.of.end_of_table(self.walk, self.element(one.node))
            elif stack and self.tag_of(one.node).name == "q":
                pieces.append((self.quotes[1], (<_Open>stack[len(stack) - 1]).styles))
            if stack and one.node.next != NULL:
                inner = <_Open>stack[len(stack) - 1]
                self.add_text(one.node.next, inner.styles, inner.in_link)
        return 0

    cdef _Open opened(
        self, xmlNode* node, container, tuple styles, bint in_link, bint is_container
    ):
        cdef _Open one = _Open.__new__(_Open)
        one.node = node
        one.child = _from(node.children)
        one.container = container
        one.styles = styles
        one.in_link = in_link
        one.is_container = is_container
        return one

    cdef _Open child(self, xmlNode* node, _Open around):
        """Read an element; the same opened if there are others in it, which come next."""
        cdef _Tag tag = self.tag_of(node)
        cdef int flags = tag.flags
        cdef str names = None, style = None
        cdef bint is_inline
        cdef list pieces = self.pieces
        if flags & _INLINE:
            if node.properties != NULL:
                names, style = _get(node, "class"), _get(node, "style")
            if (
                names
                and pieces
                and "ote" in names
                and self.of.is_note_text(self.element(node), names)
            ):
                self.of.note_text(self.walk, self.element(node), around.styles)
                return None
            if names and self.of.boilerplate_rule(
                tag.name, _cut(names), _cut(_get(node, "id") or ""), ""
            ):
                is_inline = False
            elif tag.name == "code":
                is_inline = bool(pieces) or not self.of.is_listing(self.element(node))
            else:
                is_inline = not (style and self.of.hides(style))
        else:
            is_inline = not flags & _NEVER_INLINE and self.of.is_in_line(
                self.walk, self.element(node), tag.name
            )
        if is_inline:
            return self.inline_element(node, tag, around, names, style)
        if flags & _UNSEEN:
            if flags & _LOOKED_AT and not _is_nothing(node, tag):
                self.of.unseen(
                    self.walk, self.element(node), tag.name, around.container, around.styles
                )
            elif tag.name == "template" and not self.of.shadow_root.isdisjoint(
                self.element(node).keys()
            ):
                return self.opened(node, around.container, around.styles, around.in_link, False)
            return None
        if tag.name == "br":
            pieces.append(self.of.line_break)
            return None
        if flags & _INLINE and pieces and not self.of.holds_blocks(self.element(node)):
            self.walk.set_aside.append((self.element(node), around.container))
            return None
        return self.block_element(node, tag, around)

    cdef _Open inline_element(
        self, xmlNode* node, _Tag tag, _Open around, str names, str style
    ):
        cdef int flags = tag.flags
        cdef str href = None, anchor
        cdef tuple styles = around.styles, inside
        cdef bint linked = around.in_link, may_be_atom
        cdef list pieces = self.pieces
        cdef str text
        cdef bint is_link = tag.name == "a"
        if flags & _INLINE and len(self.inline) < _MOST_INLINE:
            self.inline.append((tag.name, _cut(names) if names else ""))
        if node.properties != NULL:
            if is_link:
                href = _get(node, "href")
            if flags & _NAMED:
                anchor = _get(node, "id") or _get(node, "name")
                if anchor:
                    self.walk.anchors.append(anchor)
        may_be_atom = flags & _ATOM or (href is not None and "#" in href)
        if names and not may_be_atom:
            may_be_atom = "katex" in names or "mwe-math" in names or "MathJax" in names
        if may_be_atom and self.of.atom(
            self.walk, self.element(node), tag.name, names or "", styles
        ):
            return None
        if node.children == NULL:
            return None
        text = _text_from(node.children, len(pieces) > 0)
        cdef bint has_inner = _from(node.children) != NULL
        if not (has_inner or text or _text_from(node.children, True)):
            return None
        inside = styles
        if is_link:
            linked = True
            if href:
                address = href.strip()
                if address:
                    inside = (*styles, self.of.Style("link", address))
        elif tag.name == "q":
            pieces.append((self.quotes[0], styles))
            text = _text_from(node.children, True)
        elif tag.name == "span":
            if names or style:
                shape = around.container.inherited.shape
                if names and shape in self.of.set_apart_in:
                    self.of.set_apart(self.walk, self.element(node), styles)
                if style and shape not in self.of.headings:
                    inside = self.of.with_style(styles, style)
        elif tag.style is not None and tag.style not in styles:
            if not (style and not self.of.shows(tag.style, style)):
                if tag.name != "cite" or self.of.is_title(self.element(node)):
                    inside = (*styles, tag.style)
        if text is not None and len(text):
            pieces.append((text, inside))
            if linked:
                self.walk.linked += _stripped(text)
        if has_inner:
            return self.opened(node, around.container, inside, linked, False)
        if tag.name == "q":
            pieces.append((self.quotes[1], styles))
        return None

    cdef _Open block_element(self, xmlNode* node, _Tag tag, _Open around):
        cdef int flags = tag.flags
        if self.pieces:
            self.flush(around.container)
        if node.line < _MOST_LINES:
            self.walk.source = node.line
        else:
            self.walk.source = self.element(node).sourceline or 0
        begun = self.container(node, tag, around.container)
        if flags & _OF_LISTINGS and (tag.name != "div" or self.names_language):
            if self.of.read_listing(self.walk, self.element(node), tag.name, begun):
                return None
        cdef bint has_inner = _from(node.children) != NULL
        if flags & _OF_TABLES and not has_inner:
            self.walk.tables.begin(self.element(node), tag.name, begun, len(self.blocks))
        if node.children != NULL:
            text = _text_from(node.children, False)
            if text is not None and len(<str>text):
                self.pieces.append((text, around.styles))
                if around.in_link:
                    self.walk.linked += _stripped(<str>text)
                if not has_inner:
                    self.flush(begun)
        if has_inner:
            if flags & _OF_TABLES:
                self.walk.tables.begin(self.element(node), tag.name, begun, len(self.blocks))
            return self.opened(node, begun, around.styles, around.in_link, True)
        if flags & _OF_TABLES:
            self.of.end_of_table(self.walk, self.element(node))
        return None

    cdef object container(self, xmlNode* node, _Tag tag, parent):
        cdef Reader of = self.of
        cdef str classes = "", identity = "", role = "", itemprop = "", start = ""
        cdef xmlAttr* one = <xmlAttr*>node.properties
        cdef int said, speaks = False, names_language = False
        cdef const char* name
        cdef dict attributes = None
        cdef int count = 0
        self.names_language = False
        if parent.level >= of.deepest:
            return parent
        number = len(self.containers)
        while one != NULL:
            count += 1
            if one.ns == NULL:
                name = <const char*>one.name
                if strcmp(name, "class") == 0:
                    classes = _cut(_value(node, one))
                elif strcmp(name, "id") == 0:
                    identity = _cut(_value(node, one))
                elif strcmp(name, "role") == 0:
                    role = _cut(_value(node, one))
                elif strcmp(name, "itemprop") == 0:
                    itemprop = _cut(_value(node, one))
                elif strcmp(name, "href") != 0:
                    said = self.said_by(one)
                    speaks |= said & _SPEAKS
                    names_language |= said & _LANGUAGE
            one = one.next
        self.names_language = names_language != 0
        if count == 0:
            names, traits = tag.names, tag.traits
        else:
            names = (tag.name, classes, identity, role, itemprop)
            traits = of.own_traits(tag.name, classes, identity, role)
        outer = parent.inherited
        if (
            tag.name == "blockquote"
            and not outer.quotes
            and outer.post < 0
            and (traits is None or traits.embed is None)
        ):
            embed = of.quoted_post(self.element(node))
            if embed:
                traits = (traits or of.no_traits)._replace(embed=embed)
        if speaks:
            attributes = dict(self.element(node).items())
            if traits is None or traits.embed is None:
                embed = of.embed_marked(attributes)
                if embed:
                    traits = (traits or of.no_traits)._replace(embed=embed)
        if (
            tag.name == "button"
            and _attribute(node, "aria-controls") != NULL
            and of.opens_answer(self.element(node))
        ):
            traits = None
        if speaks:
            inherited = of.inherited_by(outer, tag.name, traits, attributes, number)
        elif traits is not None or tag.flags & _SHAPING:
            found = self.known.get((<size_t><void*>outer, tag.name, <size_t><void*>traits))
            if found is None:
                inherited = of.inherited_from(self.walk, outer, tag.name, traits, number)
            else:
                inherited = (<tuple>found)[0]
        else:
            inherited = outer
        if inherited is not outer and inherited.boilerplate_root == number:
            if (
                inherited.boilerplate == of.hidden
                and tag.name != "noscript"
                and ((tag.flags & _INLINE and inherited.notes) or of.is_answer(self.element(node)))
            ):
                inherited = of.inherited_by(outer, tag.name, traits, {}, number)
        if count > 1 or (count and not classes):
            start = _get(node, "start" if tag.name == "ol" else "value") or ""
        container = of.Container(number, parent, inherited, names, start)
        self.containers.append(container)
        if (traits is not None and traits.embed is not None) or tag.flags & _NOTED:
            of.note_embed(self.walk, self.element(node), container, traits)
        return container

    cdef int flush(self, container) except -1:
        """Make a block of the pieces collected so far; lines with breaks are left to the walk."""
        cdef Reader of = self.of
        cdef list pieces = self.pieces
        walk = self.walk
        shape = container.inherited.shape
        cdef Py_ssize_t linked = walk.linked
        if shape == "pre" or (linked and shape in of.headings):
            of.flush(walk, container)
            return 0
        for piece in pieces:
            if piece is of.line_break:
                of.flush(walk, container)
                return 0
        cdef tuple runs = self.collapsed()
        pieces.clear()
        cdef tuple inline = (), anchors = ()
        walk.linked = 0
        if self.inline:
            inline = tuple(self.inline)
            self.inline.clear()
        found = walk.anchors
        if found:
            anchors = tuple(found)
            found.clear()
        walk.counted = (0, 0, False)
        cdef str text
        if runs:
            text = runs[0][0] if len(runs) == 1 else "".join([run[0] for run in runs])
            starts, detail = False, ""
            if shape == "li":
                starts, detail = self.starts_item(container), walk.box
            walk.box = ""
            self.blocks.append(
                of.made(
                    of.Block,
                    (
                        text,
                        shape,
                        container,
                        min(linked, len(text)),
                        walk.source,
                        _count_words(text),
                        False,
                        starts,
                        inline,
                        runs,
                        detail,
                        anchors,
                    ),
                )
            )
        if walk.set_aside:
            of.boilerplate_in_line(walk)
        if walk.notes:
            of.notes_in_line(walk, container)
        return 0

    cdef bint starts_item(self, container) except -1:
        """Whether a block in a container is the first of a list's item."""
        outer = container
        while outer is not None and outer.tag not in self.of.items:
            outer = outer.parent
        number = container.number if outer is None else outer.number
        if number in self.begun:
            return False
        self.begun.add(number)
        return True

    cdef tuple collapsed(self):
        """The runs of the pieces, as `cleaner.page.runs.collapsed` has them."""
        cdef list pieces = self.pieces
        cdef str raw
        cdef bint is_plain = True
        if len(pieces) == 1:
            raw, styles = <tuple>pieces[0]
            text = collapse(self.seen(raw))
            return (self.of.made(self.of.Run, (text, styles)),) if text else ()
        for piece in pieces:
            if (<tuple>piece)[1]:
                is_plain = False
                break
        if not is_plain:
            return self.styled_runs()
        text = collapse(self.seen("".join([(<tuple>piece)[0] for piece in pieces])))
        return (self.of.made(self.of.Run, (text, self.of.no_styles)),) if text else ()

    cdef str seen(self, str text):
        if PyUnicode_IS_ASCII(text) or not _has_invisible(text):
            return text
        return self.of.visible(text)

    cdef tuple styled_runs(self):
        cdef list runs = []
        cdef tuple space = None, styles, last = None
        cdef str raw, text, words
        for piece in self.pieces:
            raw, styles = <tuple>piece
            text = self.seen(raw)
            words = collapse(text)
            if not words:
                if text:
                    space = styles if space is None else _shared(space, styles)
                continue
            if space is None and Py_UNICODE_ISSPACE(text[0]):
                space = styles
            if runs and space is not None:
                last = self.added(runs, " ", _shared(_shared(last, space), styles), last)
            last = self.added(runs, words, styles, last)
            space = styles if Py_UNICODE_ISSPACE(text[len(text) - 1]) else None
        return tuple([self.of.made(self.of.Run, run) for run in runs])

    cdef tuple added(self, list runs, str text, tuple styles, tuple last):
        """Add a text to the runs (or to the last one, if its styles are the same)."""
        if runs and (last is styles or last == styles):
            runs[len(runs) - 1] = ((<str>(<tuple>runs[len(runs) - 1])[0]) + text, styles)
        else:
            runs.append((text, styles))
        return styles


# --- What the page says of itself -----------------------------------------------------------------

cdef inline xmlNode* _after(xmlNode* node, xmlNode* root) noexcept:
    """The node that follows a node and all in it, inside `root`; NULL for none."""
    while node != root:
        if node.next != NULL:
            return node.next
        node = node.parent
    return NULL


cdef bint _has_any(xmlNode* node, xmlAttr* attribute, tuple parts) except -1:
    """Whether the value of an attribute has any of some parts (in UTF-8) in it."""
    cdef xmlNode* text = attribute.children
    if text == NULL:
        return False
    if text.next == NULL and text.type == XML_TEXT_NODE and text.content != NULL:
        for part in parts:
            if strstr(<const char*>text.content, <bytes>part) != NULL:
                return True
        return False
    value = _value(node, attribute).encode()
    return any([part in value for part in parts])


def find_elements(_Element root, dict by_tag, tuple names, list named, list properties):
    """Add elements to lists, as `cleaner.page.metadata.elements.Elements` does.

    `by_tag` has the lists of tags. `named` is of those whose classes have any of `names` (in UTF-8)
    in them, with their classes, and `properties` of those with an `itemprop`, with that.
    """
    cdef _Document doc = root._doc
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top.children
    cdef xmlAttr* attribute
    cdef dict known = {}
    if node == NULL:
        return
    while node != NULL:
        if node.type != XML_ELEMENT_NODE:
            node = _after(node, top)
            continue
        key = <size_t>node.name ^ <size_t>node.ns
        found = known.get(key, known)
        if found is known:
            found = known[key] = by_tag.get(namespacedName(node))
        if found is not None:
            (<list>found).append(elementFactory(doc, node))
        if node.properties != NULL:
            attribute = _attribute(node, "class")
            if attribute != NULL and _has_any(node, attribute, names):
                named.append((elementFactory(doc, node), _value(node, attribute)))
            attribute = _attribute(node, "itemprop")
            if attribute != NULL:
                value = _value(node, attribute)
                if value:
                    properties.append((elementFactory(doc, node), value))
        node = node.children if node.children != NULL else _after(node, top)


def shown_texts(_Element root, never_shown, hides):
    """The texts in an element, without those in elements that are never shown, or are hidden."""
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlAttr* style
    cdef list texts = []
    cdef dict known = {}
    while node != NULL:
        if _is_text(node):
            if node.prev == NULL or not _is_text(node.prev):
                text = _text_from(node, True)
                if text is not None:
                    texts.append(text)
            node = _after(node, top)
            continue
        if node.type != XML_ELEMENT_NODE:
            node = _after(node, top)
            continue
        key = <size_t>node.name ^ <size_t>node.ns
        found = known.get(key)
        if found is None:
            found = known[key] = namespacedName(node) in never_shown
        if not found and node.properties != NULL:
            style = _attribute(node, "style")
            found = style != NULL and hides(_value(node, style))
        node = node.children if not found and node.children != NULL else _after(node, top)
    return texts
