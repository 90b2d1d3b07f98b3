// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QHash>
#include <QStaticText>

class QPainter;

namespace slipway {

/// Texts broken into lines, elided and shaped once, so that a frame only has to place them.
/// GUI thread; owned by a RoadmapPainter.
class TextCache
{
public:
    struct Style
    {
        double pixels = 13;
        bool strong = false;
        bool struck = false;
        friend bool operator==(const Style &, const Style &) = default;
    };
    struct Block
    {
        QList<QStaticText> lines;
        QFont font;
        double width = 0; ///< of the longest line
        double lineHeight = 0;
        bool struck = false;
        double height() const { return lineHeight * static_cast<double>(lines.size()); }
    };

    /// The text in at most `lines` lines of `width`; what is too long ends in an ellipsis.
    Block block(const QString &text, const Style &style, double width, int lines = 1);
    QFont font(const Style &style);

private:
    struct Key
    {
        QString text;
        Style style;
        int width = 0;
        int lines = 0;
        friend bool operator==(const Key &, const Key &) = default;
        friend size_t qHash(const Key &key, size_t seed = 0)
        {
            return qHashMulti(seed, key.text, key.style.pixels, key.style.strong, key.style.struck,
                              key.width, key.lines);
        }
    };

    Block shape(const Key &key);

    QHash<Key, Block> m_blocks;
    QList<std::pair<Style, QFont>> m_fonts;
};

enum class TextAlign { Left, Centre, Right };
/// Draws the block with its top at `at`; x is its left, middle or right by `align`.
void drawBlock(QPainter &painter, const TextCache::Block &block, QPointF at,
               TextAlign align = TextAlign::Left);

} // namespace slipway
