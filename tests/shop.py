"""A small framework, and the rating of one person by it, for the tests of explanations."""

from assay.engine.loaded import Framework, loads
from assay.engine.rating import Rating
from assay.engine.trace import Origin

TEXT = """\
framework shop "Shop" th "ร้านค้า" {
  version: "1"
  currency: THB
  period: quarter
  languages: en, th
}

scale performance "Performance" th "ผลงาน" {
  high = 3 "High" th "สูง"
  fair = 2 "Fair" th "พอใช้"
  low  = 1 "Low"  th "ต่ำ"
}

input revenue "Revenue" th "รายได้" { type: money  range: >= 0 THB }
input quota "Quota" th "เป้าหมาย" { type: money  range: >= 0 THB }
input complaints "Complaints" th "ข้อร้องเรียน" { type: count }
input promoters "Promoters" th "ผู้สนับสนุน" { type: percent }

kpi attainment "Attainment" th "การบรรลุเป้า" {
  description: "Revenue as a share of the quota" th "รายได้เทียบกับเป้าหมาย"
  type: percent
  formula: revenue / quota
  better: higher
  rate on performance {
    >= 110%   => high
    >= 100%   => fair
    otherwise => low
  }
}

kpi calm "Calm" th "ความเรียบร้อย" {
  type: count
  formula: complaints
  better: lower
  rate on performance {
    <= 2      => high
    <= 5      => fair
    otherwise => low
  }
}

kpi goodwill "Goodwill" th "ความพอใจ" {
  type: percent
  formula: promoters
  better: higher
  rate on performance {
    >= 50%    => high
    otherwise => low
  }
}

role keeper "Shopkeeper" th "ผู้ดูแลร้าน" {
  responsibility sales "Sales" th "การขาย" weight 60% {
    kpi attainment weight 100%
  }
  responsibility service "Service" th "การบริการ" weight 40% {
    kpi calm     weight 60%
    kpi goodwill weight 40%
  }
  overall on performance {
    rated when at least 50% of weight is known
    overall >= 2.5 => high
    overall >= 1.5 => fair
    otherwise      => low
    cap at fair when complaints > 9
      because "Nobody is high with ten complaints" th "ผู้มีข้อร้องเรียนสิบเรื่องจะไม่ได้ระดับสูง"
      when unknown ignore
  }
}
"""

COMPLETE = {"revenue": 1_080, "quota": 1_000, "complaints": 5, "promoters": "50%"}


def shop() -> Framework:
    return loads(TEXT, "folder/shop.rules")


def rated(**values: object) -> Rating:
    """Somchai's rating; each value of None is an empty cell of his row."""
    evidence = COMPLETE | values
    origins = {id: Origin("shop.csv", 4, id, str(evidence[id])) for id in evidence}
    return shop().rate(evidence, period="2026-Q1", person="clerk-1", origins=origins)
